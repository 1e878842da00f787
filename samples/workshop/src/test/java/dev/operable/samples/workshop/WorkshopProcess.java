package dev.operable.samples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application as a process of its own, as its author has it: with devtools, and without Operable's devkit. */
final class WorkshopProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;
    private final Path errors;

    private WorkshopProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** @param classes where its own classes are */
    static WorkshopProcess start(Path folder, Path classes, Map<String, String> environment) throws IOException {
        Path output = folder.resolve("out.log");
        Path errors = folder.resolve("err.log");
        ProcessBuilder builder = new ProcessBuilder(
                        tool("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        // Without it what nobody holds is kept for a while, for it may be used again.
                        "-XX:SoftRefLRUPolicyMSPerMB=0",
                        "-cp",
                        classes + File.pathSeparator + jars(),
                        Workshop.class.getName())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG", "TMPDIR"));
        builder.environment().putAll(environment);
        return new WorkshopProcess(builder.start(), output, errors);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("ops-devkit"))
                .filter(entry -> !Path.of(entry).endsWith(Path.of("workshop", "target", "classes")))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The lines of its standard output, each of which has to be one JSON object. */
    List<JsonNode> log() throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    List<JsonNode> events(String message) throws IOException {
        return log().stream()
                .filter(event -> event.path("message").asString("").startsWith(message))
                .toList();
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Where it listens, the n-th time that it does. */
    URI url(int time) throws Exception {
        await("listening", START, () -> events("listening").size() >= time || !process.isAlive());
        List<JsonNode> listening = events("listening");
        assertThat(listening).as(() -> Said.of(output, errors)).hasSizeGreaterThanOrEqualTo(time);
        return URI.create(listening.get(time - 1).path("url").asString());
    }

    /** What a tool of the JDK says of the process. */
    String told(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()));
        builder.command().addAll(List.of(command));
        Process jcmd = builder.redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    void terminate() {
        process.destroy();
    }

    int status() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("It has not ended in 60 s: " + Said.of(output, errors));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, Duration.ofSeconds(20), condition);
    }

    private static void await(String what, Duration most, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("%s within %s", what, most).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** For who reads why a test failed. */
    private record Said() {
        static String of(Path output, Path errors) {
            try {
                return Files.readString(output) + Files.readString(errors);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }
}
