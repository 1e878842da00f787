package dev.operable.samples.hits;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The hits, in a database that all instances of the service share. Safe for use by many threads and processes. */
final class HitStore {
    /** What became of a reported hit. */
    enum Outcome {
        COUNTED,
        /** The same hit was counted before. */
        REPEATED,
        /** The key belongs to a hit of another link, so it is not counted. */
        KEY_OF_ANOTHER_LINK
    }

    private static final String INSERT_HIT =
            "INSERT INTO hit (idempotency_key, code, at_millis) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String INCREMENT = "INSERT INTO hit_count (code, value) VALUES (?, 1)"
            + " ON CONFLICT (code) DO UPDATE SET value = hit_count.value + 1";
    private static final String CODE_OF_KEY = "SELECT code FROM hit WHERE idempotency_key = ?";
    private static final String COUNT = "SELECT value FROM hit_count WHERE code = ?";

    private final DataSource database;

    HitStore(DataSource database) {
        this.database = database;
    }

    /** Counts a hit once, however often and to however many instances it is reported. */
    Outcome add(Hit hit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Outcome outcome = add(connection, hit);
                connection.commit();
                return outcome;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    // The insert comes first: it takes the write lock of SQLite, and in PostgreSQL it waits for another
    // transaction with the same key, so that what follows sees the final answer.
    private static Outcome add(Connection connection, Hit hit) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_HIT)) {
            insert.setString(1, hit.key());
            insert.setString(2, hit.code());
            insert.setLong(3, hit.at().toEpochMilli());
            if (insert.executeUpdate() == 0) {
                return codeOf(connection, hit.key()).equals(hit.code())
                        ? Outcome.REPEATED
                        : Outcome.KEY_OF_ANOTHER_LINK;
            }
        }
        try (PreparedStatement increment = connection.prepareStatement(INCREMENT)) {
            increment.setString(1, hit.code());
            increment.executeUpdate();
        }
        return Outcome.COUNTED;
    }

    /** How many hits a link has; 0 for a code never seen. */
    long count(String code) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setString(1, code);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static String codeOf(Connection connection, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CODE_OF_KEY)) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("The hit that held its key a moment ago is gone.");
                }
                return row.getString(1);
            }
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
