package dev.operable.core.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that never grows beyond a size: before it would, it becomes {@code name.1}, what was that {@code name.2}, and the
 * last one is deleted. Opened at the first write, and again after a write that failed, or when somebody moved the file away.
 * For one thread.
 */
final class RotatingFile extends OutputStream {
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private final long maxBytes;
    private final int keep;

    private @Nullable OutputStream out;
    private @Nullable Object key;
    private long size;
    private long lookedAt;

    RotatingFile(Path file, long maxBytes, int keep) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.keep = keep;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** What is given at once stays together in one file. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            OutputStream target = target(length);
            target.write(bytes, offset, length);
            size += length;
        } catch (IOException refused) {
            // How much was written is not known, and the next try may find another file there.
            forget(refused);
            throw refused;
        }
    }

    private OutputStream target(int length) throws IOException {
        if (out != null && movedAway()) {
            close();
        }
        OutputStream target = out == null ? open() : out;
        if (size > 0 && size + length > maxBytes) {
            close();
            rotate();
            target = open();
        }
        return target;
    }

    private OutputStream open() throws IOException {
        OutputStream opened = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = opened;
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        size = attributes.size();
        key = attributes.fileKey();
        lookedAt = System.nanoTime();
        return opened;
    }

    /** Without this a file that was deleted would go on taking lines that nobody can read. */
    private boolean movedAway() throws IOException {
        if (System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
            return false;
        }
        lookedAt = System.nanoTime();
        try {
            return !Objects.equals(
                    key, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private void rotate() throws IOException {
        for (int number = keep - 1; number >= 1; number--) {
            if (Files.exists(rotated(number))) {
                Files.move(rotated(number), rotated(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, rotated(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path rotated(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void forget(IOException refused) {
        try {
            close();
        } catch (IOException alsoRefused) {
            refused.addSuppressed(alsoRefused);
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }
}
