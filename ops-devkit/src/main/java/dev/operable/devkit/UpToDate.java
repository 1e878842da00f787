package dev.operable.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * Holds a checked-in file to what is generated, in a test of any framework. Thread-safe for different files.
 *
 * <pre>{@code
 * UpToDate.file(Path.of(".env.example"), builder.example());
 * UpToDate.section(Path.of("README.md"), "settings", builder.table());
 * }</pre>
 *
 * <p>A stale file is an {@link AssertionError} that shows the first difference. With the system property {@code
 * operable.write} set to {@code true} the file is written instead, at once as a whole. Ends of lines are not compared.
 */
public final class UpToDate {
    private static final String WRITE = "operable.write";

    private UpToDate() {}

    /**
     * The whole file has to be this text.
     *
     * @throws AssertionError if it is not, or if there is no such file
     * @throws UncheckedIOException if it cannot be read or written
     */
    public static void file(Path file, String text) {
        check(file, Files.exists(file) ? read(file) : "", text);
    }

    /**
     * The part of a Markdown file between the lines {@code <!-- begin name -->} and {@code <!-- end name -->} has to be this
     * text.
     *
     * @throws AssertionError if it is not
     * @throws IllegalArgumentException if the file has no such part
     * @throws UncheckedIOException if it cannot be read or written
     */
    public static void section(Path file, String name, String text) {
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->";
        String whole = read(file);
        int from = whole.indexOf(begin) + begin.length();
        int to = whole.indexOf(end, from);
        if (from < begin.length() || to < 0) {
            throw new IllegalArgumentException(
                    file + " has no part between the lines " + begin.strip() + " and " + end + ". Put them in.");
        }
        check(file, whole, whole.substring(0, from) + text + whole.substring(to));
    }

    private static void check(Path file, String is, String expected) {
        if (is.equals(expected)) {
            return;
        }
        if (Boolean.getBoolean(WRITE)) {
            write(file, expected);
            return;
        }
        String[] has = is.split("\n", -1);
        String[] wanted = expected.split("\n", -1);
        int line = Arrays.mismatch(has, wanted);
        throw new AssertionError(file + " is stale. Its line " + (line + 1) + " is\n  " + shown(has, line)
                + "\nbut has to be\n  " + shown(wanted, line) + "\nRun the test with -D" + WRITE
                + "=true and the file is rewritten: mvn test -D" + WRITE + "=true");
    }

    private static String shown(String[] lines, int line) {
        return line < lines.length ? lines[line] : "(the end of the file)";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Beside the file and then in its place, so that nobody finds half of it. */
    private static void write(Path file, String text) {
        try {
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
