package dev.operable.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Lets one process at a time migrate an SQLite file, which Flyway does not lock: two would both see a migration as
 * pending, and the second would fail. Other databases Flyway locks by itself. The lock is the one that {@code
 * ops-database} takes, for plain services share such a file too.
 */
final class LockedMigration implements FlywayMigrationStrategy {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Duration atMost;

    LockedMigration(Duration atMost) {
        this.atMost = atMost;
    }

    @Override
    public void migrate(Flyway flyway) {
        Optional<Path> file = SqliteFile.path(url(flyway));
        if (file.isEmpty()) {
            flyway.migrate();
        } else {
            migrateAlone(flyway, file.get());
        }
    }

    private static String url(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException away) {
            throw unreachable(away);
        }
    }

    private void migrateAlone(Flyway flyway, Path database) {
        Path file = database.resolveSibling(database.getFileName() + "-migration.lock");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            take(file, channel);
            share(flyway);
            flyway.migrate(); // closing the channel releases the lock
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "The lock file " + file + " of the SQLite database cannot be used. This process must be allowed to"
                            + " write to its folder.",
                    unusable);
        }
    }

    /**
     * Switches the file to the write-ahead log, for good: readers and a writer no longer wait for each other. SQLite does
     * not wait for its turn to do so, hence only under the lock.
     */
    private static void share(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
        } catch (SQLException refused) {
            throw unreachable(refused);
        }
    }

    private static IllegalStateException unreachable(SQLException why) {
        return new IllegalStateException(
                "The database cannot be migrated, for it cannot be reached: " + why.getMessage()
                        + ". Check spring.datasource.url, or DATABASE_URL.",
                why);
    }

    private void take(Path file, FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (tryLock(channel) == null) {
            if (System.nanoTime() - start > atMost.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Another process ("
                        + Files.readString(file).strip()
                        + ") has been migrating the SQLite database for longer than DATABASE_LOCK_WAIT (" + atMost
                        + "): it holds " + file + ". Look at that process, or wait longer.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        String holder = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
