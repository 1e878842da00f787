package dev.operable.database;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server with a new database for each test. */
final class TestPostgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final AtomicInteger number = new AtomicInteger();

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static TestPostgres start() throws IOException {
        return new TestPostgres(EmbeddedPostgres.start());
    }

    int port() {
        return server.getPort();
    }

    String create(String owner) throws SQLException {
        String name = "test" + number.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            statement.execute("ALTER DATABASE " + name + " OWNER TO \"" + owner + "\"");
        }
        return name;
    }

    String url(String name) {
        return "postgres://postgres@127.0.0.1:" + port() + "/" + name;
    }

    static DatabaseSettings settings(String url, int connectSeconds, int lockSeconds) {
        return settings(url, connectSeconds, lockSeconds, NewerSchema.DEGRADE);
    }

    static DatabaseSettings settings(String url, int connectSeconds, int lockSeconds, NewerSchema newer) {
        return new DatabaseSettings(
                url,
                Optional.empty(),
                Optional.empty(),
                3,
                Duration.ofSeconds(connectSeconds),
                Duration.ofSeconds(lockSeconds),
                newer);
    }

    static Database open(String url) {
        return Database.open(DatabaseSettings.of(url), new SimpleMeterRegistry());
    }

    /** As the superuser, in the database that is always there. */
    String admin(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            return query(connection, sql);
        }
    }

    /** A session of its own. */
    Connection session(String name) throws SQLException {
        return server.getDatabase("postgres", name).getConnection();
    }

    static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return query(connection, sql);
        }
    }

    static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            if (!rows) {
                statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
