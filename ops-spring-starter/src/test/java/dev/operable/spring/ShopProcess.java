package dev.operable.spring;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop as a process of its own. */
final class ShopProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long SECONDS = 60;

    private final Process process;
    private final Path output;
    private final Path errors;

    private ShopProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    static ShopProcess start(Path folder, Map<String, String> environment) throws IOException {
        return start(Shop.class, folder, System.getProperty("java.class.path"), "false", environment);
    }

    /** Another application than the shop. */
    static ShopProcess start(Class<?> main, Path folder, Map<String, String> environment) throws IOException {
        return start(main, folder, System.getProperty("java.class.path"), "false", environment);
    }

    /** With what was made of it ahead of time. */
    static ShopProcess startProcessed(Class<?> main, Path folder, Path classes, Map<String, String> environment)
            throws IOException {
        String path = classes + File.pathSeparator + System.getProperty("java.class.path");
        return start(main, folder, path, "true", environment);
    }

    private static ShopProcess start(
            Class<?> main, Path folder, String classPath, String processed, Map<String, String> environment)
            throws IOException {
        Path output = folder.resolve("out.log");
        Path errors = folder.resolve("err.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dspring.aot.enabled=" + processed,
                        "-cp",
                        classPath,
                        main.getName())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG", "TMPDIR"));
        builder.environment().putAll(environment);
        return new ShopProcess(builder.start(), output, errors);
    }

    /** The lines of its standard output, each of which has to be one JSON object. */
    List<JsonNode> log() {
        String text = read(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    boolean logged(String message) {
        return event(message).isPresent();
    }

    Optional<JsonNode> event(String message) {
        return log().stream()
                .filter(event -> event.path("message").asString("").startsWith(message))
                .findFirst();
    }

    URI url() throws Exception {
        Await.until("listening", () -> logged("listening") || !process.isAlive());
        return event("listening")
                .map(event -> URI.create(event.path("url").asString()))
                .orElseThrow(() -> new AssertionError("It ended: " + log() + errors()));
    }

    /** Asks it to end, as a supervisor does. */
    void terminate() {
        process.destroy();
    }

    int status() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("It has not ended in " + SECONDS + " s: " + read(output) + errors());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
