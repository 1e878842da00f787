package dev.operable.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** What makes an SQLite file a database that several processes of one machine share. */
final class SqliteFile {
    private static final String PREFIX = "jdbc:sqlite:";

    private SqliteFile() {}

    /**
     * The driver's settings of every connection; those in the URL win, the driver sees to that. A transaction takes the
     * write lock when it begins: one that read first and wrote later would be refused at once, without any wait, if
     * another process had written in between.
     */
    static Properties properties(DatabaseUrl url, long busyMillis) {
        Properties properties = new Properties();
        putUnlessSet(properties, url, "busy_timeout", Long.toString(busyMillis));
        putUnlessSet(properties, url, "transaction_mode", "IMMEDIATE");
        return properties;
    }

    /** The file of an SQLite URL; empty for a database in memory or inside a jar, and for any other database. */
    static Optional<Path> path(DatabaseUrl url) {
        if (!url.isSqlite()) {
            return Optional.empty();
        }
        String rest = url.jdbc().substring(PREFIX.length());
        boolean inMemory = rest.contains(":memory:") || rest.contains("mode=memory");
        if (inMemory || rest.startsWith(":resource:")) {
            return Optional.empty();
        }
        String name = rest.split("\\?", 2)[0];
        return Optional.of(Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name));
    }

    /**
     * Switches the file to the write-ahead log, for good: readers and a writer no longer wait for each other. SQLite
     * does not wait for its turn to do so, hence only ever under {@link SqliteLock}.
     */
    static boolean share(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    private static void putUnlessSet(Properties properties, DatabaseUrl url, String pragma, String value) {
        if (!url.jdbc().toLowerCase(Locale.ROOT).contains(pragma + "=")) {
            properties.setProperty(pragma, value);
        }
    }
}
