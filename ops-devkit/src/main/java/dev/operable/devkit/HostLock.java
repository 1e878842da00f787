package dev.operable.devkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to host the shared agent, held by at most one member on the machine and freed by the operating system when
 * its process dies. For use by one thread at a time.
 */
final class HostLock implements AutoCloseable {
    /**
     * The lock files that this process has open, and the member that has each. The operating system's lock belongs to
     * the process and is lost when any channel to its file is closed, so that two members in one process must never
     * both have it open.
     */
    private static final Map<Path, HostLock> OPEN = new ConcurrentHashMap<>();

    private final Path file;

    @Nullable
    private FileChannel channel;

    private boolean held;

    HostLock(Path file) {
        this.file = file;
    }

    /** Whether this member has the lock now, having had it before or got it just now. Never waits. */
    boolean acquire() throws IOException {
        if (held) {
            return true;
        }
        if (OPEN.putIfAbsent(file, this) != null && OPEN.get(file) != this) {
            return false;
        }
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = open;
        }
        try {
            FileLock lock = open.tryLock();
            held = lock != null;
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process has it: somebody else's, as if it were in another process.
            held = false;
        }
        return held;
    }

    /** Gives the lock up. */
    @Override
    public void close() throws IOException {
        held = false;
        FileChannel open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            OPEN.remove(file, this);
        }
    }
}
