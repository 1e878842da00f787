package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A snippet compiled as it stands and run in a JVM of its own, as the reader who copies it would. */
final class RunningSnippet implements AutoCloseable {
    private static final String END = "\0end of output";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private RunningSnippet(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "snippet-output");
        reader.setDaemon(true);
        reader.start();
    }

    static RunningSnippet start(
            Snippet snippet, String mainClass, Predicate<String> jar, Path directory, Map<String, String> environment)
            throws IOException {
        String classPath = compile(snippet.text(), mainClass, jar, directory);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, mainClass)
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new RunningSnippet(builder.start());
    }

    /** Compiles against the jars of this test that match, and answers the class path to run with. */
    static String compile(String source, String className, Predicate<String> jar, Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve(className.substring(className.lastIndexOf('.') + 1) + ".java"), source);
        String jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar)
                .collect(Collectors.joining(File.pathSeparator));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                null,
                null,
                "-cp",
                jars,
                "-parameters",
                "-proc:none",
                "-d",
                directory.toString(),
                file.toString());
        assertThat(status).as("the snippet compiles").isZero();
        return directory + File.pathSeparator + jars;
    }

    /** Waits at most a minute for a line of output that matches. */
    String await(Predicate<String> wanted) throws InterruptedException {
        for (String line = next(); !line.equals(END); line = next()) {
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
        throw new AssertionError("The snippet never said it:\n" + String.join("\n", seen));
    }

    /** Everything that it prints until its end, for at most a minute. */
    String output() throws InterruptedException {
        for (String line = next(); !line.equals(END); line = next()) {
            seen.add(line);
        }
        return String.join("\n", seen);
    }

    private String next() throws InterruptedException {
        String line = lines.poll(60, TimeUnit.SECONDS);
        return line == null ? END : line;
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException closed) {
            lines.add("(the output ended: " + closed.getMessage() + ")");
        }
        lines.add(END);
    }

    /** Stops it as a process supervisor would, and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException tooLong) {
            process.destroyForcibly();
            throw new AssertionError(
                    "The snippet did not stop within 30 seconds:\n" + String.join("\n", seen), tooLong);
        }
    }
}
