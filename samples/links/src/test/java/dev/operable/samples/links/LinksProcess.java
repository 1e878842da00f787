package dev.operable.samples.links;

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

/** One instance of the service, as a process of its own. */
final class LinksProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long START_SECONDS = 60;

    private final Process process;
    private final Path output;
    private final URI url;

    private LinksProcess(Process process, Path output) throws InterruptedException {
        this.process = process;
        this.output = output;
        this.url = awaitListening();
    }

    static LinksProcess start(Path folder, String instance, String database, URI hits) throws Exception {
        Path output = folder.resolve(instance + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Links.class.getName())
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve(instance + ".err").toFile());
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG", "TMPDIR"));
        builder.environment()
                .putAll(Map.of(
                        "SERVICE_INSTANCE",
                        instance,
                        "LISTEN",
                        "127.0.0.1:0",
                        "OPS_DISCOVERY",
                        "static",
                        "HITS_URL",
                        hits.toString(),
                        "OPS_STOP_LINGER",
                        "0s",
                        "DATABASE_URL",
                        database));
        return new LinksProcess(builder.start(), output);
    }

    URI url() {
        return url;
    }

    /** All that it has logged; fails when a line is not one JSON object. */
    List<JsonNode> log() {
        try {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI awaitListening() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            Optional<String> address = log().stream()
                    .filter(event -> event.path("message").asString("").equals("listening"))
                    .map(event -> event.path("url").asString())
                    .findFirst();
            if (address.isPresent()) {
                return URI.create(address.get());
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("links ended with status " + process.exitValue() + ", see " + log());
            }
        }
        process.destroyForcibly();
        throw new AssertionError("links did not listen in " + START_SECONDS + " s, see " + log());
    }

    /** SIGTERM; returns the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(26, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("links did not stop in 26 s, see " + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
