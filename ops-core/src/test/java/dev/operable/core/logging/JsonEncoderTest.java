package dev.operable.core.logging;

import static dev.operable.core.logging.Events.HITS;
import static dev.operable.core.logging.Events.caused;
import static dev.operable.core.logging.Events.event;
import static dev.operable.core.logging.Events.json;
import static dev.operable.core.logging.Events.line;
import static dev.operable.core.logging.Events.with;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.operable.core.Redaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MarkerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JsonEncoderTest {
    @Test
    void writesItsFieldsInOneOrder() {
        Map<String, String> mdc = new LinkedHashMap<>();
        mdc.put("customer", "7");
        mdc.put("request_id", "r1");
        mdc.put("trace_id", "t1");
        LoggingEvent event = caused(with(event("Sold {}", mdc), "price", 12), new IllegalStateException("none left"));
        event.setArgumentArray(new Object[] {"tea"});

        JsonNode json = json(event);

        assertThat(json.propertyNames())
                .containsExactly(
                        "@timestamp",
                        "level",
                        "logger",
                        "thread",
                        "message",
                        "service",
                        "version",
                        "environment",
                        "instance",
                        "stream",
                        "trace_id",
                        "request_id",
                        "customer",
                        "price",
                        "stack_trace");
        assertThat(json.get("@timestamp").asString()).isEqualTo("2026-03-04T05:06:07.008Z");
        assertThat(json.get("level").asString()).isEqualTo("INFO");
        assertThat(json.get("logger").asString()).isEqualTo("com.acme.Shop");
        assertThat(json.get("message").asString()).isEqualTo("Sold tea");
        assertThat(json.get("service").asString()).isEqualTo("hits");
        assertThat(json.get("instance").asString()).isEqualTo("hits-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\n{\"level\":\"ERROR\"}",
                "a\u2028b\u2029c",
                "a\u0085b\u009bc",
                "\u001b[31mred\u0000\u007f",
                "\u202egnp.exe\u2066",
                "${jndi:ldap://127.0.0.1/a}",
                "%d{yyyy} %X{user} \"quoted\" \\",
                "text with a smile \ud83d\ude00 and Gr\u00fc\u00dfe"
            })
    void keepsWhateverIsLoggedInOneLineAndLiteral(String hostile) {
        LoggingEvent event = with(event(hostile, Map.of("from_mdc", hostile)), hostile, hostile);

        String line = line(event);

        assertThat(line).endsWith("}\n");
        assertThat(line.substring(0, line.length() - 1).chars().anyMatch(c -> Characters.isUnsafe((char) c)))
                .isFalse();
        JsonNode json = json(event);
        assertThat(json.get("message").asString()).isEqualTo(hostile);
        assertThat(json.get("from_mdc").asString()).isEqualTo(hostile);
        assertThat(json.get(hostile).asString()).isEqualTo(hostile);
    }

    @Test
    void replacesHalvesOfSurrogatePairsWhichNoEncodingKnows() {
        assertThat(json(event("a\ud83d b\ude00")).get("message").asString()).isEqualTo("a\ufffd b\ufffd");
    }

    @Test
    void neverWritesANameTwice() {
        Map<String, String> mdc = Map.of("customer", "from the MDC", "level", "high");
        LoggingEvent event = with(with(event("x", mdc), "message", "mine"), "customer", "from the event");

        JsonNode json = json(event);

        assertThat(line(event).split("\"customer\"", -1)).hasSize(2);
        assertThat(json.get("customer").asString()).isEqualTo("from the event");
        assertThat(json.get("message").asString()).isEqualTo("x");
        assertThat(json.get("message_").asString()).isEqualTo("mine");
        assertThat(json.get("level_").asString()).isEqualTo("high");
    }

    @Test
    void keepsTheTypesThatJsonHas() {
        LoggingEvent event = with(with(with(event("x"), "n", 42L), "yes", true), "half", 0.5);
        with(with(event, "nan", Double.NaN), "nothing", null);

        JsonNode json = json(event);

        assertThat(json.get("n").isNumber()).isTrue();
        assertThat(json.get("yes").isBoolean()).isTrue();
        assertThat(json.get("half").asDouble()).isEqualTo(0.5);
        assertThat(json.get("nan").asString()).isEqualTo("NaN");
        assertThat(json.get("nothing").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class, AssertionError.class})
    void survivesAValueThatCannotBeWritten(Class<? extends Throwable> why) {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw sneaky(why);
            }
        };

        assertThat(json(with(event("x"), "value", broken)).get("value").asString())
                .contains("failed: " + why.getName());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Class<? extends Throwable> type) throws E {
        try {
            throw (E) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void writesAnEventThatIsLoggedWhileAnotherOneIsWritten() {
        JsonEncoder encoder = new JsonEncoder(new LoggerContext(), new EventFields(HITS, Redaction.standard()));
        List<String> inner = new ArrayList<>();
        Object logs = new Object() {
            @Override
            public String toString() {
                inner.add(new String(encoder.encode(event("inside")), StandardCharsets.UTF_8));
                return "done";
            }
        };

        JsonNode outer = JsonMapper.shared().readTree(encoder.encode(with(event("around"), "value", logs)));

        assertThat(outer.get("message").asString()).isEqualTo("around");
        assertThat(outer.get("value").asString()).isEqualTo("done");
        assertThat(inner).singleElement().satisfies(line -> assertThat(
                        JsonMapper.shared().readTree(line).get("message").asString())
                .isEqualTo("inside"));
    }

    @Test
    void keepsNothingOfAnEventThatCannotBeWritten() {
        JsonEncoder encoder = new JsonEncoder(new LoggerContext(), new EventFields(HITS, Redaction.standard()));
        LoggingEvent broken = new LoggingEvent() {
            @Override
            public String getFormattedMessage() {
                throw new IllegalStateException("no");
            }
        };
        broken.setLoggerName("com.acme.Shop");
        broken.setInstant(Instant.EPOCH);

        assertThat(encoder.encode(broken)).isEmpty();
        assertThat(JsonMapper.shared()
                        .readTree(encoder.encode(event("next")))
                        .get("message")
                        .asString())
                .isEqualTo("next");
    }

    @Test
    void putsTheRootCauseFirst() {
        Exception error = new IllegalStateException("the order failed", new ArithmeticException("division by zero"));

        String stackTrace = json(caused(event("x"), error)).get("stack_trace").asString();

        assertThat(stackTrace).startsWith("java.lang.ArithmeticException: division by zero");
        assertThat(stackTrace).contains("the order failed");
    }

    @Test
    void boundsMessagesAndStackTraces() {
        Throwable error = new IllegalStateException("deep");
        for (int i = 0; i < 500; i++) {
            error = new IllegalStateException("deep", error);
        }

        JsonNode json = json(caused(event("x".repeat(1_000_000)), error));

        assertThat(json.get("message").asString()).hasSizeLessThan(17_000).endsWith("more characters)");
        assertThat(json.get("stack_trace").asString()).hasSizeLessThan(17_000);
    }

    // Without the limit of all fields together the event has 40 MB.
    @Test
    void boundsWhatTheApplicationAddsToAnEvent() {
        LoggingEvent event = event("x");
        for (int i = 0; i < 300; i++) {
            with(event, "field" + i, "v".repeat(100_000));
        }
        with(event, "n".repeat(10_000), 1);

        JsonNode json = json(event);

        assertThat(line(event)).hasSizeLessThan(40_000);
        assertThat(json.get("field0").asString()).startsWith("vvv").endsWith("... (83616 more characters)");
        assertThat(json.get("omitted_fields").asInt()).isBetween(297, 301);
        assertThat(json.get("message").asString()).isEqualTo("x");
    }

    @Test
    void boundsTheNumberOfFields() {
        LoggingEvent event = event("x");
        for (int i = 0; i < 1_000; i++) {
            with(event, "f" + i, i);
        }

        assertThat(json(event).get("omitted_fields").asInt()).isEqualTo(1_000 - 256);
    }

    @Test
    void writesNumbersOfAThousandDigitsAsBoundedText() {
        JsonNode json = json(
                with(with(event("x"), "big", BigInteger.TEN.pow(100_000)), "tiny", new BigDecimal("1E-1000000000")));

        assertThat(json.get("big").asString()).hasSizeLessThan(17_000);
        assertThat(json.get("tiny").asString()).isEqualTo("1E-1000000000");
    }

    @Test
    void namesTheStreamAndTheMarkers() {
        LoggingEvent event = event("x");
        event.setLoggerName("ops.audit.orders");
        event.addMarker(MarkerFactory.getMarker("MONEY"));
        event.addMarker(MarkerFactory.getMarker("COMMONS-LOGGING"));

        JsonNode json = json(with(event, "markers", "mine"));

        assertThat(json.get("stream").asString()).isEqualTo("audit");
        assertThat(json.get("markers").toString()).isEqualTo("[\"MONEY\"]");
        assertThat(json.get("markers_").asString()).isEqualTo("mine");
        assertThat(LogStream.of("ops.access")).isEqualTo(LogStream.ACCESS);
        assertThat(LogStream.of("ops.accessories")).isEqualTo(LogStream.APP);
    }
}
