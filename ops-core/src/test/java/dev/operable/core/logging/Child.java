package dev.operable.core.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running {@link StreamsProbe}. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader errors;
    private final Writer commands;

    private Child(Process process) {
        this.process = process;
        errors = process.errorReader(UTF_8);
        commands = process.outputWriter(UTF_8);
    }

    /** @param classPath comes first, with files such as a logback.xml */
    static Child start(Path classPath, Map<String, String> environment) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath + File.pathSeparator + System.getProperty("java.class.path"),
                StreamsProbe.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOG_"));
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    /** Waits until it is obeyed, and returns what the counters say then, after what else it wrote to standard error. */
    String tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            if (line.startsWith("done ")) {
                return said + line.substring("done ".length());
            }
            said.append(line).append('\n');
        }
        throw new IOException("The process ended: " + said);
    }

    /** The process ends as its input does; its events until then. */
    List<JsonNode> end() throws IOException, InterruptedException {
        commands.close();
        return rest();
    }

    /** Its events until it ends by itself. */
    List<JsonNode> rest() throws IOException, InterruptedException {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            List<JsonNode> events =
                    out.lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return events;
        }
    }

    void send(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
