package dev.operable.core.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each test is a process of its own, for Logback configures itself once in each. */
@Timeout(120)
final class LoggingTest {
    @TempDir
    Path directory;

    @Test
    void theFirstLineIsStructured() throws Exception {
        JsonNode line = onlyLine("first-line");

        assertThat(line.get("message").asString()).isEqualTo("the first line");
        assertThat(line.has("service")).isFalse();
    }

    // Without the bridge in LoggingConfigurator the line is the JDK's own, on standard error.
    @Test
    void theFirstLineOfJavaUtilLoggingIsStructuredAsWell() throws Exception {
        assertThat(onlyLine("first-jul-line").get("message").asString()).isEqualTo("the first line");
    }

    @Test
    void saysWhoTheProcessIsAndGoesOnAfterTheClose() throws Exception {
        List<JsonNode> lines = json("identity");

        assertThat(lines)
                .extracting(line -> line.get("message").asString())
                .containsExactly("with identity", "after the close");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.get("service").asString()).isEqualTo("hits");
            assertThat(line.get("version").asString()).isEqualTo("1.2.3");
            assertThat(line.get("environment").asString()).isEqualTo("production");
            assertThat(line.get("instance").asString()).isEqualTo("hits-7");
        });
    }

    // Two services in one process, of which the second one ends, perhaps because it could not start.
    @Test
    void goesOnForTheFirstServiceWhenASecondOneOfTheProcessEnds() throws Exception {
        assertThat(json("two"))
                .extracting(line -> line.get("service").asString() + ": "
                        + line.get("message").asString())
                .containsExactly(
                        "links: of the second",
                        "hits: of the first",
                        "hits: An exception that nobody caught ended a thread.");
    }

    @Test
    void setsLevelsByName() throws Exception {
        assertThat(json("levels"))
                .extracting(line -> line.get("message").asString())
                .containsExactly("debug of ours");
    }

    @Test
    void writesTextWhenAskedTo() throws Exception {
        assertThat(lines("text")).singleElement().asString().endsWith(" INFO  LoggingProbe - for people");
    }

    @Test
    void logsAndFlushesWhatNobodyCaught() throws Exception {
        JsonNode line = onlyLine("uncaught");

        assertThat(line.get("level").asString()).isEqualTo("ERROR");
        assertThat(line.get("ended_thread").asString()).isEqualTo("main");
        assertThat(line.get("stack_trace").asString())
                .startsWith("java.lang.IllegalStateException: nobody catches this");
    }

    // Without the hook of the JVM's exit this fails: the writer is a daemon.
    @Test
    void flushesAtExitWithoutAClose() throws Exception {
        Process process = process("exit").start();
        try (BufferedReader out = process.inputReader(UTF_8);
                BufferedReader err = process.errorReader(UTF_8)) {
            // Only now is standard output read, so that most of it is still in the queue.
            assertThat(err.readLine()).isEqualTo("exiting");

            assertThat(out.lines().map(LoggingTest::parse)).hasSize(5_000);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(78);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aLogbackXmlOfTheApplicationWins() throws Exception {
        Files.writeString(directory.resolve("logback.xml"), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>by the user: %msg%n</pattern></encoder>
                  </appender>
                  <root level="info"><appender-ref ref="OUT"/></root>
                </configuration>
                """);

        assertThat(lines("identity")).containsExactly("by the user: with identity", "by the user: after the close");
    }

    @Test
    void aBlockedStandardOutputHoldsUpNobody() throws Exception {
        Process process = process("flood").start();
        try (BufferedReader out = process.inputReader(UTF_8);
                BufferedReader err = process.errorReader(UTF_8)) {
            // The process says on standard error that it is through, while nobody reads its standard output.
            String said = err.readLine();

            assertThat(said).matches("dropped [1-9]\\d*");
            List<JsonNode> lines = out.lines().map(LoggingTest::parse).toList();
            assertThat(lines).anySatisfy(line -> assertThat(line.get("logger").asString())
                    .isEqualTo(Logging.class.getName()));
            assertThat(lines.size()).isLessThan(30_000);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @EnabledIf("hasFullDevice")
    void aFullDiskCostsEventsAndNothingElse() throws Exception {
        Process process = process("flood").redirectOutput(new File("/dev/full")).start();
        try (BufferedReader err = process.errorReader(UTF_8)) {
            List<String> said = err.lines().toList();

            assertThat(said).contains("dropped 30000");
            // Told at once and once a minute at the most, where it can be told. Without Outlets.errors() nothing is.
            assertThat(said.stream().filter(line -> line.startsWith("{")).map(LoggingTest::parse))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.get("message").asString())
                                .isEqualTo("The log stdout takes no events: they are dropped until it does.");
                        assertThat(event.get("reason").asString()).contains("No space left on device");
                    });
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    static boolean hasFullDevice() {
        return Files.exists(Path.of("/dev/full"));
    }

    private JsonNode onlyLine(String scenario) throws Exception {
        List<JsonNode> lines = json(scenario);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<JsonNode> json(String scenario) throws Exception {
        return lines(scenario).stream().map(LoggingTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        return JsonMapper.shared().readTree(line);
    }

    private List<String> lines(String scenario) throws IOException, InterruptedException {
        Process process =
                process(scenario).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder process(String scenario) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");
        return new ProcessBuilder(java, "-Xshare:auto", "-cp", classPath, LoggingProbe.class.getName(), scenario);
    }
}
