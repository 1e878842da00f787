package dev.operable.database;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections to PostgreSQL that wait for locks no longer than this: a migration that waits for a table which a forgotten
 * session has locked would wait for ever, and every query for that table behind it. They belong to somebody's pool, so each goes
 * back as it came.
 */
final class BoundedLocks implements DataSource {
    private final DataSource pool;
    private final Duration atMost;

    BoundedLocks(DataSource pool, Duration atMost) {
        this.pool = pool;
        this.atMost = atMost;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return bounded(pool.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return bounded(pool.getConnection(user, password));
    }

    private Connection bounded(Connection connection) throws SQLException {
        try {
            outsideOfTransactions(connection, "SET lock_timeout = " + atMost.toMillis());
        } catch (SQLException refused) {
            connection.close();
            throw refused;
        }
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                try (connection) {
                    outsideOfTransactions(connection, "RESET lock_timeout");
                }
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        };
        return (Connection)
                Proxy.newProxyInstance(BoundedLocks.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    /** What is set within a transaction is gone with it, if it is rolled back. */
    private static void outsideOfTransactions(Connection connection, String sql) throws SQLException {
        boolean alone = connection.getAutoCommit();
        if (!alone) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        if (!alone) {
            connection.setAutoCommit(false);
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.operable.database");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
