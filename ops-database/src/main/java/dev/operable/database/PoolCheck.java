package dev.operable.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/**
 * Asks the database on a connection of the pool. A pool of which all connections are in use is told apart from a database
 * that does not answer: the one is repaired here, the other there.
 */
final class PoolCheck implements HealthCheck {
    /** Less than the check's own timeout, or an exhausted pool would look like a check that hangs. */
    private static final int CONNECTION_WITHIN_MILLIS = 500;

    private static final int VALID_WITHIN_SECONDS = 1;

    private final HikariDataSource pool;

    PoolCheck(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public CheckResult run() throws SQLException {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        try (Connection connection = connection(numbers)) {
            return withNumbers(
                    connection.isValid(VALID_WITHIN_SECONDS)
                            ? CheckResult.pass()
                            : CheckResult.fail("the database does not answer"),
                    numbers);
        } catch (SQLTransientConnectionException none) {
            if (numbers.getActiveConnections() < pool.getMaximumPoolSize()) {
                throw none;
            }
            return withNumbers(
                    CheckResult.fail(
                            "all " + pool.getMaximumPoolSize() + " connections of the pool are in use and none came"
                                    + " back within " + CONNECTION_WITHIN_MILLIS + "ms"),
                    numbers);
        }
    }

    /** Callers of the application wait for as long as the settings say; this does not. */
    private Connection connection(HikariPoolMXBean numbers) throws SQLException {
        return numbers instanceof HikariPool own && !pool.isClosed()
                ? own.getConnection(CONNECTION_WITHIN_MILLIS)
                : pool.getConnection();
    }

    private static CheckResult withNumbers(CheckResult result, HikariPoolMXBean numbers) {
        return result.with("active", numbers.getActiveConnections())
                .with("idle", numbers.getIdleConnections())
                .with("waiting", numbers.getThreadsAwaitingConnection());
    }
}
