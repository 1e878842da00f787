package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service in a process of its own, with what it writes. */
record ServiceProcess(Process process, Path output, Path errorOutput) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Starts a main class that does not linger at its stop, with the class path and the JVM of this process. */
    static ServiceProcess start(Class<?> main, Path directory, Map<String, String> environment) throws IOException {
        return start(List.of(), main, directory, environment);
    }

    /** As {@link #start(Class, Path, Map)}, of a process that may have so many files open, connections included. */
    static ServiceProcess startLimited(int files, Class<?> main, Path directory, Map<String, String> environment)
            throws IOException {
        return start(List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"), main, directory, environment);
    }

    private static ServiceProcess start(
            List<String> before, Class<?> main, Path directory, Map<String, String> environment) throws IOException {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("OPS_DEVKIT_DIR", directory.resolve("devkit").toString());
        builder.environment().put("OPS_STOP_LINGER", "100ms");
        builder.environment().putAll(environment);
        return new ServiceProcess(builder.start(), output, errors);
    }

    /** The exit status. */
    int await(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The process did not end within " + atMost);
        }
        return process.exitValue();
    }

    void awaitLine(String part) {
        Eventually.get(Duration.ofSeconds(30), () -> {
            assertThat(Files.readString(output)).contains(part);
            return true;
        });
    }

    /** Waits for a file that the process makes. */
    void awaitFile(Path file) {
        Eventually.get(Duration.ofSeconds(30), () -> {
            assertThat(file).exists();
            return true;
        });
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    /** Each line of the output, which has to be JSON. */
    List<JsonNode> events() throws IOException {
        return lines().stream().map(JSON::readTree).toList();
    }

    String errors() throws IOException {
        return Files.readString(errorOutput, StandardCharsets.UTF_8);
    }
}
