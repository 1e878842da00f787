package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A connection and an answer on it. A pool waits for a free one longer than a check may; that is cut short and told. */
record JdbcCheck(DataSource dataSource, Duration patience) implements HealthCheck {
    @Override
    public CheckResult run() throws SQLException {
        Alarm alarm = Alarm.in(patience);
        Connection connection;
        try (alarm) {
            connection = dataSource.getConnection();
        } catch (SQLException none) {
            if (alarm.rang()) {
                return CheckResult.fail("the pool gave no connection within " + text(patience)
                        + ": all of them are in use, or the database takes no new ones");
            }
            throw none;
        }
        try (connection) {
            return connection.isValid(seconds())
                    ? CheckResult.pass()
                    : CheckResult.fail("the database does not answer");
        }
    }

    /** JDBC counts in seconds, and 0 is for ever. */
    private int seconds() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, patience.toSeconds()));
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new JdbcCheck(dataSource, Patience.of(timeout));
    }
}
