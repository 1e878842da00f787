package dev.operable.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What makes an SQLite file a database that several processes of one machine share. */
final class SqliteFile {
    private static final String PREFIX = "jdbc:sqlite:";

    private SqliteFile() {}

    static boolean isSqlite(String jdbcUrl) {
        return jdbcUrl.startsWith(PREFIX);
    }

    /**
     * The driver's settings of every connection; those in the URL win, the driver sees to that. A transaction takes the
     * write lock when it begins: one that read first and wrote later would be refused at once, without any wait, if
     * another process had written in between.
     */
    static Map<String, String> properties(String jdbcUrl, long busyMillis) {
        Map<String, String> properties = new LinkedHashMap<>();
        putUnlessSet(properties, jdbcUrl, "busy_timeout", Long.toString(busyMillis));
        putUnlessSet(properties, jdbcUrl, "transaction_mode", "IMMEDIATE");
        return properties;
    }

    /** The file of an SQLite URL; empty for a database in memory or inside a jar, and for any other database. */
    static Optional<Path> path(String jdbcUrl) {
        String rest = isSqlite(jdbcUrl) ? jdbcUrl.substring(PREFIX.length()) : "";
        boolean inMemory = rest.contains(":memory:") || rest.contains("mode=memory");
        if (rest.isEmpty() || inMemory || rest.startsWith(":resource:")) {
            return Optional.empty();
        }
        String name = rest.split("\\?", 2)[0];
        return Optional.of(Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name));
    }

    /** Makes the folder of the file, which SQLite itself does not. */
    static void makeFolder(String jdbcUrl) {
        Path folder =
                path(jdbcUrl).map(Path::toAbsolutePath).map(Path::getParent).orElse(null);
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new DatabaseException(
                    "The folder " + folder + " of the database cannot be made: " + refused
                            + ". Make it, or correct DATABASE_URL.",
                    refused);
        }
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

    private static void putUnlessSet(Map<String, String> properties, String jdbcUrl, String pragma, String value) {
        if (!jdbcUrl.toLowerCase(Locale.ROOT).contains(pragma + "=")) {
            properties.put(pragma, value);
        }
    }
}
