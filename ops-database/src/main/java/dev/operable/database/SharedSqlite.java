package dev.operable.database;

import java.time.Duration;
import java.util.Map;

/**
 * Lets the processes of one machine share an SQLite file where a framework makes the pool; {@link Database} does the same by
 * itself, and {@link SchemaMigration} what a migration needs. Other databases need nothing of it. Safe for use by many threads.
 */
public final class SharedSqlite {
    private static final Duration WAIT_FOR_WRITER = Duration.ofSeconds(5);

    private SharedSqlite() {}

    /**
     * The driver properties that each connection of the pool needs: a wait of 5 s for the other writer, and transactions
     * that take the write lock when they begin. Without those that the URL sets itself; empty for another database.
     */
    public static Map<String, String> driverProperties(String jdbcUrl) {
        return SqliteFile.isSqlite(jdbcUrl) ? SqliteFile.properties(jdbcUrl, WAIT_FOR_WRITER.toMillis()) : Map.of();
    }

    /**
     * Makes the folder of an SQLite file that a pool is about to open; another database needs nothing.
     *
     * @throws DatabaseException if that cannot be done
     */
    public static void makeFolder(String jdbcUrl) {
        SqliteFile.makeFolder(jdbcUrl);
    }
}
