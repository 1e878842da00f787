package dev.operable.core.logging;

import static dev.operable.core.logging.Events.caused;
import static dev.operable.core.logging.Events.event;
import static dev.operable.core.logging.Events.with;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import dev.operable.config.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;
import tools.jackson.databind.JsonNode;

/** Held to the list of the schema's own fields, with their types. */
final class EcsFieldsTest {
    private static final Map<String, String> SCHEMA = schema();

    @Test
    void namesEachFieldAsTheSchemaDoes() {
        Map<String, String> mdc = Map.of("trace_id", "t1", "span_id", "s1", "request_id", "r1", "customer", "7");
        LoggingEvent event = with(with(event("Sold", mdc), "price", 12), "paid", true);
        event.addMarker(MarkerFactory.getMarker("SHOP"));

        JsonNode json = Events.ecs(caused(event, new IllegalStateException("none left")));

        assertThat(json.get("@timestamp").asString()).isEqualTo("2026-03-04T05:06:07.008Z");
        assertThat(text(json, "log.level")).isEqualTo("INFO");
        assertThat(text(json, "message")).isEqualTo("Sold");
        assertThat(text(json, "ecs.version")).isEqualTo("9.4.0");
        assertThat(text(json, "log.logger")).isEqualTo("com.acme.Shop");
        assertThat(text(json, "process.thread.name")).isEqualTo("main");
        assertThat(text(json, "service.name")).isEqualTo("hits");
        assertThat(text(json, "service.version")).isEqualTo("1.2.3");
        assertThat(text(json, "service.environment")).isEqualTo("production");
        assertThat(text(json, "service.node.name")).isEqualTo("hits-7");
        assertThat(text(json, "event.dataset")).isEqualTo("hits.app");
        assertThat(text(json, "trace.id")).isEqualTo("t1");
        assertThat(text(json, "span.id")).isEqualTo("s1");
        assertThat(text(json, "http.request.id")).isEqualTo("r1");
        assertThat(text(json, "error.type")).isEqualTo("java.lang.IllegalStateException");
        assertThat(text(json, "error.message")).isEqualTo("none left");
        assertThat(text(json, "error.stack_trace")).startsWith("java.lang.IllegalStateException: none left");
        assertThat(json.get("tags").get(0).asString()).isEqualTo("SHOP");
        assertThat(json.get("labels").toString())
                .isEqualTo("{\"stream\":\"app\",\"customer\":\"7\",\"price\":\"12\",\"paid\":\"true\"}");
        assertValid(json);
    }

    @Test
    void isValidWhateverTheEventCarries() {
        Map<String, String> mdc = Map.of("user.id", "ada", "log.level", "high", "labels", "x", "stream", "mine");
        LoggingEvent event = with(with(with(event(null, mdc), "a.b", 1), "a", List.of(2)), "a*b\\c", Double.NaN);
        with(with(with(event, "message", "mine"), "@timestamp", Map.of("a", 1)), "trace_id", 7L);
        with(event, "nothing", null);

        JsonNode json = Events.ecs(caused(event, new IllegalStateException()));

        assertValid(json);
        assertThat(json.has("error.message")).isFalse();
        assertThat(text(json, "trace.id")).isEqualTo("7");
        assertThat(json.get("labels").propertyNames())
                .contains("stream", "stream_", "user_id", "a_b", "a", "a_b_c", "message", "log_level", "@timestamp")
                .doesNotContain("nothing");
    }

    @Test
    void isValidBeforeTheServiceHasAName() {
        JsonNode json = Events.json(event("early"), new EcsFields(null, Redaction.standard()));

        assertValid(json);
        assertThat(text(json, "event.dataset")).isEqualTo("app");
    }

    // A field that is not of the schema, or of another type, is seen.
    @Test
    void theListTellsFieldsOfOursFromThoseOfTheSchema() {
        JsonNode ours = Events.json(event("x"), new EventFields(Events.HITS, Redaction.standard()));

        assertThat(SCHEMA).hasSizeGreaterThan(60).doesNotContainKey("logger");
        assertThat(ours.propertyNames()).anyMatch(name -> !SCHEMA.containsKey(name));
    }

    private static void assertValid(JsonNode json) {
        assertThat(json.propertyNames()).contains("@timestamp", "log.level", "message", "ecs.version");
        json.properties().forEach(field -> {
            String type = SCHEMA.get(field.getKey());
            assertThat(type).as(field.getKey()).isNotNull();
            JsonNode value = field.getValue();
            switch (type) {
                case "date" -> assertThat(Instant.parse(value.asString())).isNotNull();
                case "object" ->
                    value.properties().forEach(label -> {
                        assertThat(label.getKey()).doesNotContain(".", "*", "\\");
                        assertThat(label.getValue().isString())
                                .as(label.getKey())
                                .isTrue();
                    });
                case "keyword array" ->
                    value.forEach(each -> assertThat(each.isString()).isTrue());
                case "keyword", "match_only_text", "wildcard" ->
                    assertThat(value.isString()).as(field.getKey()).isTrue();
                default -> throw new AssertionError(field.getKey() + " is of type " + type);
            }
        });
    }

    private static String text(JsonNode json, String field) {
        return json.get(field).asString();
    }

    private static Map<String, String> schema() {
        try (InputStream in = Objects.requireNonNull(EcsFieldsTest.class.getResourceAsStream("ecs-fields.txt"))) {
            Map<String, String> fields = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(field -> fields.put(field[0], field[1]));
            return fields;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
