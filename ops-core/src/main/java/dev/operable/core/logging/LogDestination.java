package dev.operable.core.logging;

import dev.operable.config.ByteSize;
import dev.operable.config.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream of log events goes. Immutable.
 *
 * <p>Written {@code stdout}, {@code stderr}, {@code off}, or {@code file:PATH}, which may end in {@code ?size=50MB&keep=4}.
 *
 * @param kind what it is
 * @param file the file, if it is one
 * @param size how many bytes the file may have before it is rotated; unused otherwise
 * @param keep how many rotated files stay beside it; unused otherwise
 */
public record LogDestination(Kind kind, Optional<Path> file, ByteSize size, int keep) {
    /** Standard output. */
    public static final LogDestination STDOUT = of(Kind.STDOUT);

    /** Standard error. */
    public static final LogDestination STDERR = of(Kind.STDERR);

    /** Nowhere, until the level of the stream's logger is raised at runtime. */
    public static final LogDestination OFF = of(Kind.OFF);

    private static final ByteSize SMALLEST = new ByteSize(1_000);
    private static final ByteSize LARGEST = new ByteSize(1_000_000_000_000L);
    private static final ByteSize DEFAULT_SIZE = new ByteSize(50_000_000);
    private static final int DEFAULT_KEEP = 4;

    /** The kinds of destinations. */
    public enum Kind {
        STDOUT,
        STDERR,
        FILE,
        OFF
    }

    public LogDestination {
        Check.that("file", file.isPresent() == (kind == Kind.FILE), "is there exactly when the kind is FILE");
        if (kind == Kind.FILE) {
            Check.between("size", size, SMALLEST, LARGEST);
            Check.between("keep", keep, 1, 100);
        }
    }

    /** A file that is rotated at 50 MB, with 4 rotated ones beside it. */
    public static LogDestination file(Path file) {
        return file(file, DEFAULT_SIZE, DEFAULT_KEEP);
    }

    /** A file that is rotated at that size, with so many rotated ones beside it. */
    public static LogDestination file(Path file, ByteSize size, int keep) {
        return new LogDestination(Kind.FILE, Optional.of(file.toAbsolutePath().normalize()), size, keep);
    }

    private static LogDestination of(Kind kind) {
        return new LogDestination(kind, Optional.empty(), new ByteSize(0), 0);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with the reason, also if the file could not be written
     */
    public static LogDestination parse(CharSequence text) {
        String said = text.toString().strip();
        LogDestination read =
                switch (said.toLowerCase(Locale.ROOT)) {
                    case "stdout" -> STDOUT;
                    case "stderr" -> STDERR;
                    case "off" -> OFF;
                    default -> parseFile(said);
                };
        read.requireWritable();
        return read;
    }

    private static LogDestination parseFile(String text) {
        if (!text.startsWith("file:") || text.length() == "file:".length()) {
            throw new IllegalArgumentException("it is stdout, stderr, off or file:PATH");
        }
        int mark = text.indexOf('?');
        String path = text.substring("file:".length(), mark < 0 ? text.length() : mark);
        ByteSize size = DEFAULT_SIZE;
        int keep = DEFAULT_KEEP;
        for (String option : mark < 0 ? new String[0] : text.substring(mark + 1).split("&", -1)) {
            if (option.startsWith("size=")) {
                size = size(option.substring("size=".length()));
            } else if (option.matches("keep=\\d{1,3}")) {
                keep = Integer.parseInt(option.substring("keep=".length()));
            } else {
                throw new IllegalArgumentException("after the path comes ?size=50MB&keep=4, or one of the two");
            }
        }
        try {
            return file(Path.of(path), size, keep);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException(path + " is not a path: " + wrong.getReason(), wrong);
        }
    }

    private static ByteSize size(String text) {
        try {
            return ByteSize.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("its size " + wrong.getMessage() + "; write it as 50MB", wrong);
        }
    }

    /** Found at the start, a wrong path costs no event. */
    void requireWritable() {
        if (file.isEmpty()) {
            return;
        }
        Path path = file.get();
        Path folder = path.getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a directory");
        } else if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("the directory " + folder + " does not exist; create it");
        } else if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException("the directory " + folder + " may not be written by this process");
        } else if (Files.exists(path) && !Files.isWritable(path)) {
            throw new IllegalArgumentException("the file " + path + " may not be written by this process");
        } else if (!Files.exists(path) || Files.isRegularFile(path)) {
            requireOpens(path);
        }
    }

    /** Rights do not tell everything: of a file system that is read-only, or has no files of one's own, such as /proc. */
    private static void requireOpens(Path path) {
        boolean isNew = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        try {
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            if (isNew) {
                Files.delete(path); // to look at a configuration leaves nothing behind
            }
        } catch (IOException refused) {
            throw new IllegalArgumentException(
                    "the file " + path + " cannot be opened ("
                            + refused.getClass().getSimpleName() + ": " + refused.getMessage()
                            + "); name one in a directory that this process may write to",
                    refused);
        }
    }

    // Written out, as the next: what the JDK makes of records takes it longer to make than the rest of the log to
    // start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogDestination that
                && kind == that.kind
                && file.equals(that.file)
                && size.bytes() == that.size.bytes()
                && keep == that.keep;
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + file.hashCode();
    }

    @Override
    public String toString() {
        return file.isPresent()
                ? "file:" + file.get() + "?size=" + size + "&keep=" + keep
                : kind.name().toLowerCase(Locale.ROOT);
    }
}
