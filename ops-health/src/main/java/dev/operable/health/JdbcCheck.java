package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection and an answer on it, both within the check's own time: a pool waits for a free connection longer than that,
 * and a driver may not care for the timeout that it is given.
 *
 * @param use null where nobody knows how busy the pool is
 */
record JdbcCheck(DataSource dataSource, @Nullable Supplier<PoolUse> use, Duration patience) implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");

    @Override
    public CheckResult run() throws SQLException {
        AtomicReference<@Nullable Connection> held = new AtomicReference<>();
        Alarm alarm = Alarm.in(patience, () -> abort(held.get()));
        try {
            return asked(alarm, held);
        } catch (SQLException failure) {
            if (!alarm.rang()) {
                throw failure;
            }
            return measured(held.get() == null ? noConnection() : noAnswer());
        }
    }

    private CheckResult asked(Alarm alarm, AtomicReference<@Nullable Connection> held) throws SQLException {
        try (alarm;
                Connection connection = dataSource.getConnection()) {
            held.set(connection);
            // Not asked when the time is over: the alarm had no connection that it could have ended.
            boolean valid = !alarm.rang() && connection.isValid(seconds());
            return measured(
                    valid && !alarm.rang()
                            ? CheckResult.pass()
                            : alarm.rang() ? noAnswer() : CheckResult.fail("the database does not answer"));
        }
    }

    private CheckResult noConnection() {
        PoolUse now = use == null ? null : use.get();
        if (now == null) {
            return CheckResult.fail("the pool gave no connection within " + text(patience)
                    + ": all of them are in use, or the database takes no new ones");
        }
        return CheckResult.fail(
                now.exhausted()
                        ? "all " + now.most() + " connections of the pool are in use and none came back within "
                                + text(patience)
                        : "the database gave no connection within " + text(patience) + ", and the pool has room for "
                                + (now.most() - now.active()) + " more");
    }

    private CheckResult noAnswer() {
        return CheckResult.fail("the database does not answer within " + text(patience));
    }

    private CheckResult measured(CheckResult result) {
        PoolUse now = use == null ? null : use.get();
        return now == null
                ? result
                : result.with("active", now.active()).with("most", now.most()).with("waiting", now.waiting());
    }

    /** On a thread of its own: it may wait for the very thing that does not answer. */
    private static void abort(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        connection.abort(Runnable::run);
                    } catch (SQLException | RuntimeException refused) {
                        LOG.atDebug().setCause(refused).log("A connection that does not answer cannot be ended.");
                    }
                },
                "ops-check-abort");
        thread.setDaemon(true);
        thread.start();
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
        return new JdbcCheck(dataSource, use, Patience.of(timeout));
    }
}
