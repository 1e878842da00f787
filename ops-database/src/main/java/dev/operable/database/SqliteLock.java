package dev.operable.database;

import static dev.operable.config.Durations.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process at a time set up and migrate an SQLite file. SQLite itself does not queue for the switch to the
 * write-ahead log, and waits for a writer only as long as its busy timeout, which a migration may exceed; Flyway adds no
 * lock for SQLite. The operating system releases the lock of a process that dies. The lock is a file of its own, beside
 * the database, which holds the process id of its holder.
 */
final class SqliteLock {
    private static final Duration POLL = Duration.ofMillis(20);

    private SqliteLock() {}

    /** Something to do while no other process does it. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    static <T, E extends Exception> T holding(Path database, Duration atMost, Work<T, E> work) throws E {
        Path file = database.resolveSibling(database.getFileName() + "-migration.lock");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            take(file, channel, atMost);
            return work.run(); // closing the channel releases the lock
        } catch (IOException unusable) {
            throw new DatabaseException(
                    "The lock file " + file + " of the SQLite database cannot be used. "
                            + "The folder of the database must exist and this process must be allowed to write there.",
                    unusable);
        }
    }

    private static void take(Path file, FileChannel channel, Duration atMost) throws IOException {
        long start = System.nanoTime();
        while (tryLock(channel) == null) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new DatabaseException(
                        "Another process (" + Files.readString(file).strip()
                                + ") has been migrating the SQLite database for "
                                + "longer than DATABASE_LOCK_WAIT (" + text(atMost) + "): it holds " + file
                                + ". Look at that process, or wait longer.",
                        null);
            }
            pause();
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

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("Interrupted while waiting to migrate the SQLite database.", interrupted);
        }
    }
}
