package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where events go in a real process. */
@Timeout(120)
final class StreamsTest {
    @TempDir
    Path directory;

    private Path classPath;
    private Path audit;

    @BeforeEach
    void makeFolders() throws Exception {
        classPath = Files.createDirectory(directory.resolve("classes"));
        audit = directory.resolve("audit.log");
    }

    @Test
    void eachStreamGoesWhereItsVariableSays() throws Exception {
        try (Child child = Child.start(classPath, Map.of("LOG_STREAMS", "access=off,audit=file:" + audit))) {
            child.tell("app one");
            child.tell("access two");
            child.tell("audit three");

            assertThat(messages(child.end())).containsExactly("one");
        }
        JsonNode change = JsonMapper.shared().readTree(Files.readString(audit));
        assertThat(change.get("stream").asString()).isEqualTo("audit");
        assertThat(change.get("who").asString()).isEqualTo("ada");
        assertThat(change.get("what").asString()).isEqualTo("three");
        assertThat(change.get("old").asString()).isEqualTo("off");
        assertThat(change.get("new").asString()).isEqualTo("on");
        assertThat(change.get("service").asString()).isEqualTo("hits");
    }

    // Where AuditEvent.log gives the values as they are, they stand there.
    @Test
    void theAuditHidesTheValuesOfASecretAndShowsLevelsOfWhateverLogger() throws Exception {
        try (Child child = Child.start(classPath, Map.of("LOG_STREAMS", "audit=file:" + audit))) {
            child.tell("audit SMTP_PASSWORD");
            child.tell("level com.acme.TokenStore");
            child.end();
        }
        assertThat(Files.readString(audit))
                .contains("\"what\":\"SMTP_PASSWORD\",\"old\":\"•••\",\"new\":\"•••\"")
                .contains("\"new\":\"DEBUG\"");
    }

    @Test
    void allGoesToStandardOutputByDefaultAndNoLevelSilencesTheAudit() throws Exception {
        try (Child child = Child.start(classPath, Map.of("LOG_LEVEL", "off"))) {
            child.tell("app one");
            child.tell("access two");
            child.tell("audit three");

            assertThat(child.end().stream().map(event -> event.get("stream").asString()))
                    .containsExactly("access", "audit");
        }
    }

    @Test
    void aStreamThatIsOffCanBeTurnedOnWhileTheServiceRuns() throws Exception {
        try (Child child = Child.start(classPath, Map.of("LOG_STREAMS", "access=off,audit=file:" + audit))) {
            child.tell("access one");
            child.tell("level ops.access");
            child.tell("access two");

            assertThat(messages(child.end())).containsExactly("two");
        }
        assertThat(Files.readString(audit)).contains("\"old\":\"OFF\",\"new\":\"DEBUG\",\"until\":");
    }

    @Test
    void aLevelChangeNeedsAThreadOnlyWhileItWaits() throws Exception {
        try (Child child = Child.start(classPath, Map.of())) {
            assertThat(child.tell("threads")).startsWith("ops-log-stdout\n");
            child.tell("level com.acme");
            assertThat(child.tell("threads")).startsWith("ops-log-stdout,ops-log-timer\n");
            child.end();
        }
    }

    @Test
    void filesAreWrittenOutWhenAnExceptionEndsTheProcess() throws Exception {
        String streams = "app=file:" + directory.resolve("app.log") + ",audit=file:" + audit;
        try (Child child = Child.start(classPath, Map.of("LOG_STREAMS", streams))) {
            child.tell("flood 5000");
            child.send("throw nobody catches this");

            assertThat(child.rest()).isEmpty();
        }
        assertThat(Files.readAllLines(audit)).hasSize(5_000);
        assertThat(Files.readString(directory.resolve("app.log")))
                .contains("An exception that nobody caught ended a thread.");
    }

    // Without the guard there are 2,000 events.
    @Test
    void repetitionsAreFoldedAndToldAtTheEndOfTheProcessToo() throws Exception {
        try (Child child = Child.start(classPath, Map.of("LOG_REPEATS", "10/s"))) {
            child.tell("repeat the database is away");
            child.tell("close");
            child.tell("repeat the database is away");
            List<JsonNode> events = child.end();

            long written =
                    events.stream().filter(event -> !event.has("repeats")).count();
            long repeats = events.stream()
                    .filter(event -> event.has("repeats"))
                    .mapToLong(event -> event.get("repeats").asLong())
                    .sum();
            assertThat(written).isBetween(20L, 500L);
            assertThat(written + repeats).isEqualTo(2_000);
        }
    }

    @Test
    void javaUtilLoggingComesAlongWithOurLevels() throws Exception {
        try (Child child = Child.start(classPath, Map.of())) {
            child.tell("jul one");
            child.tell("level com.acme.jul");
            child.tell("jul two");

            assertThat(messages(child.end())).containsExactly("info: one", "changed", "info: two", "fine: two");
        }
    }

    // When the interrupt of AsyncAppender's thread is not put aside while the appender stops, this loses the audit's
    // line
    // now and then.
    @Test
    void aLogbackXmlOfTheApplicationCanUseOurAppender() throws Exception {
        Files.writeString(classPath.resolve("logback.xml"), """
                <configuration>
                  <shutdownHook/>
                  <appender name="OPERABLE" class="dev.operable.core.logging.OpsAppender"/>
                  <appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
                    <appender-ref ref="OPERABLE"/>
                  </appender>
                  <root level="warn"><appender-ref ref="ASYNC"/></root>
                  <logger name="com.acme" level="info"/>
                </configuration>
                """);
        Map<String, String> environment = Map.of("LOG_FORMAT", "ecs", "LOG_STREAMS", "audit=file:" + audit);
        try (Child child = Child.start(classPath, environment)) {
            assertThat(child.tell("app one")).contains("stdout=0", audit + "=0");
            child.tell("audit two");
            List<JsonNode> events = child.end();

            assertThat(messages(events)).containsExactly("one");
            assertThat(events.get(0).get("service.name").asString()).isEqualTo("hits");
        }
        assertThat(Files.readAllLines(audit)).hasSize(1);
    }

    private static List<String> messages(List<JsonNode> events) {
        return events.stream().map(event -> event.get("message").asString()).toList();
    }
}
