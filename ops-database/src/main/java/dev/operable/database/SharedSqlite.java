package dev.operable.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Lets the processes of one machine share an SQLite file where a framework makes the pool and runs Flyway; {@link Database}
 * does the same by itself. Other databases need nothing of it. Safe for use by many threads.
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

    /**
     * Migrates while no other process migrates the same file, after it was switched to the write-ahead log. The lock is
     * that of {@link Database#migrate()}. Another database is migrated at once, for Flyway locks it by itself.
     *
     * @param database what the migration connects to
     * @param lockWait how long to wait for another process that migrates
     * @throws DatabaseException if that takes longer, or the database or its lock file cannot be used
     */
    public static void migrating(DataSource database, Duration lockWait, Runnable migration) {
        Optional<Path> file = SqliteFile.path(url(database));
        if (file.isEmpty()) {
            migration.run();
            return;
        }
        SqliteLock.holding(file.get(), lockWait, () -> {
            share(database);
            migration.run();
            return file;
        });
    }

    private static String url(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return String.valueOf(connection.getMetaData().getURL());
        } catch (SQLException away) {
            throw unreachable(away);
        }
    }

    private static void share(DataSource database) {
        try (Connection connection = database.getConnection()) {
            SqliteFile.share(connection);
        } catch (SQLException refused) {
            throw unreachable(refused);
        }
    }

    private static DatabaseException unreachable(SQLException why) {
        return new DatabaseException(
                "The database cannot be migrated, for it cannot be reached: " + why.getMessage()
                        + ". Check the URL of the data source, or DATABASE_URL.",
                why);
    }
}
