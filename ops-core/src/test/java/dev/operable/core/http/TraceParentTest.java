package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, Level 2, sections 2.2, 2.4 and 3: each rule with what keeps it and what breaks it. */
final class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "as in the specification, 00-" + TRACE + "-" + PARENT + "-01, 01",
        "not sampled, 00-" + TRACE + "-" + PARENT + "-00, 00",
        "random trace id, 00-" + TRACE + "-" + PARENT + "-02, 02",
        "sampled and random, 00-" + TRACE + "-" + PARENT + "-03, 03",
        "other flags are set to zero, 00-" + TRACE + "-" + PARENT + "-ff, 03",
        "sampled with an unknown flag, 00-" + TRACE + "-" + PARENT + "-09, 01",
        "only unknown flags, 00-" + TRACE + "-" + PARENT + "-fc, 00",
        "a later version of the same length, 01-" + TRACE + "-" + PARENT + "-01, 01",
        "the last version but the forbidden one, fe-" + TRACE + "-" + PARENT + "-01, 01",
        "a later version with more fields, cc-" + TRACE + "-" + PARENT + "-01-what-comes-then, 01",
        "a later version with an empty field, cc-" + TRACE + "-" + PARENT + "-01-, 01",
        "unknown flags of a later version, cc-" + TRACE + "-" + PARENT + "-f9-x, 01",
        "white space around it, '  00-" + TRACE + "-" + PARENT + "-01\t', 01",
    })
    void continuesTheTrace(String rule, String header, String flagsSent) {
        RequestContext context = received(Map.of("traceparent", List.of(header)));

        assertThat(context.traceId()).as(rule).isEqualTo(TRACE);
        assertThat(context.parentSpanId()).contains(PARENT);
        assertThat(context.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(PARENT);
        assertThat(context.headers().get("traceparent"))
                .as("the version known here, an id of what is sent, the known flags")
                .matches("00-" + TRACE + "-[0-9a-f]{16}-" + flagsSent)
                .doesNotContain(PARENT, context.spanId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "00",
                "00-",
                "what is this",
                // version
                "ff-" + TRACE + "-" + PARENT + "-01",
                "0-" + TRACE + "-" + PARENT + "-01",
                "000-" + TRACE + "-" + PARENT + "-01",
                "0g-" + TRACE + "-" + PARENT + "-01",
                "FE-" + TRACE + "-" + PARENT + "-01",
                "-1-" + TRACE + "-" + PARENT + "-01",
                "00_" + TRACE + "-" + PARENT + "-01",
                "\uff10\uff10-" + TRACE + "-" + PARENT + "-01",
                // nothing follows in version 00
                "00-" + TRACE + "-" + PARENT + "-01-",
                "00-" + TRACE + "-" + PARENT + "-01-x",
                "00-" + TRACE + "-" + PARENT + "-01.",
                "00-" + TRACE + "-" + PARENT + "-011",
                // in a later version only a dash does
                "01-" + TRACE + "-" + PARENT + "-01.x",
                "cc-" + TRACE + "-" + PARENT + "-012",
                "cc-" + TRACE + "-" + PARENT + "-0",
                "cc-" + TRACE + "-" + PARENT,
                // trace-id
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "cc-00000000000000000000000000000000-" + PARENT + "-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-" + PARENT + "-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47361-" + PARENT + "-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-" + PARENT + "-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0661-" + PARENT + "-01",
                "00-" + TRACE + "_" + PARENT + "-01",
                // parent-id
                "00-" + TRACE + "-0000000000000000-01",
                "00-" + TRACE + "-00f067aa0ba902b-01",
                "00-" + TRACE + "-00f067aa0ba902b77-01",
                "00-" + TRACE + "-00F067AA0BA902B7-01",
                "00-" + TRACE + "-00f067aa0ba902b. -01",
                "00-" + TRACE + "-" + PARENT + "_01",
                // trace-flags
                "00-" + TRACE + "-" + PARENT + "-",
                "00-" + TRACE + "-" + PARENT + "-0",
                "00-" + TRACE + "-" + PARENT + "-0A",
                "00-" + TRACE + "-" + PARENT + "-.0",
                "00-" + TRACE + "-" + PARENT + "-0x",
                "cc-" + TRACE + "-" + PARENT + "-0X-x",
                // not white space of HTTP
                "\u00a000-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-01\n",
            })
    void restartsTheTraceAndDeletesItsState(String header) {
        RequestContext context = received(Map.of("traceparent", List.of(header), "tracestate", List.of("congo=1")));

        assertThat(context.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
        assertThat(context.parentSpanId()).isEmpty();
        assertThat(context.traceState().isEmpty()).isTrue();
        assertThat(context.headers()).doesNotContainKey("tracestate");
        assertThat(context.headers().get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-02");
    }

    @Test
    void restartsWhenThereAreTwo() {
        String header = "00-" + TRACE + "-" + PARENT + "-01";

        assertThat(received(Map.of("traceparent", List.of(header, header))).traceId())
                .isNotEqualTo(TRACE);
    }

    @Test
    void restartsWhenALaterVersionIsProhibitivelyLarge() {
        String begin = "cc-" + TRACE + "-" + PARENT + "-01-";

        assertThat(received(Map.of("traceparent", List.of(begin + "x".repeat(400))))
                        .traceId())
                .isEqualTo(TRACE);
        assertThat(received(Map.of("traceparent", List.of(begin + "x".repeat(500))))
                        .traceId())
                .isNotEqualTo(TRACE);
    }

    @Test
    void discardsATracestateWithoutATraceparent() {
        assertThat(received(Map.of("tracestate", List.of("congo=1")))
                        .traceState()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void keepsTheTraceWhenItsStateIsMalformed() {
        RequestContext context = received(
                Map.of("traceparent", List.of("00-" + TRACE + "-" + PARENT + "-01"), "tracestate", List.of("Congo")));

        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.headers()).doesNotContainKey("tracestate");
    }

    @Test
    void readsHeadersWhateverTheCaseOfTheirNames() {
        assertThat(received(Map.of("TraceParent", List.of("00-" + TRACE + "-" + PARENT + "-01")))
                        .traceId())
                .isEqualTo(TRACE);
    }

    @Test
    void startsWithARandomTraceThatNobodyDecidedToRecord() {
        Set<String> traces = new HashSet<>();
        Set<String> spans = new HashSet<>();
        int[] ones = new int[128];
        for (int i = 0; i < 10_000; i++) {
            RequestContext context = RequestContext.start();
            assertThat(context.randomTraceId()).isTrue();
            assertThat(context.sampled()).isFalse();
            traces.add(context.traceId());
            spans.add(context.spanId());
            var bits = new java.math.BigInteger(context.traceId(), 16);
            for (int bit = 0; bit < 128; bit++) {
                ones[bit] += bits.testBit(bit) ? 1 : 0;
            }
        }
        assertThat(traces).hasSize(10_000);
        assertThat(spans).hasSize(10_000);
        // Ten standard deviations of fair coins: all bits are random, not only the last 56.
        assertThat(java.util.Arrays.stream(ones).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(4_500, 5_500));
    }

    @Test
    void changesTheSampledFlagOnlyTogetherWithTheSpan() {
        RequestContext context = received(Map.of("traceparent", List.of("00-" + TRACE + "-" + PARENT + "-02")));

        RequestContext recorded = context.withSampled(true);

        assertThat(recorded.traceId()).isEqualTo(TRACE);
        assertThat(recorded.spanId()).isNotEqualTo(context.spanId());
        assertThat(recorded.parentSpanId()).isEqualTo(Optional.of(context.spanId()));
        assertThat(recorded.headers().get("traceparent")).endsWith("-03");
        assertThat(recorded.withSampled(false).headers().get("traceparent")).endsWith("-02");
    }

    @Test
    void spanOfATracingSystemIsTheParentOfEverythingThatIsSent() {
        RequestContext context = received(Map.of(
                "traceparent", List.of("00-" + TRACE + "-" + PARENT + "-00"),
                "tracestate", List.of("rojo=1"),
                "x-request-id", List.of("checkout-1")));
        String span = "00-" + TRACE + "-00f067aa0ba902c9-01";

        RequestContext adopted = context.withSpan(span);

        assertThat(adopted.spanId()).isEqualTo("00f067aa0ba902c9");
        assertThat(adopted.sampled()).isTrue();
        assertThat(adopted.parentSpanId()).isEmpty();
        assertThat(adopted.requestId()).isEqualTo("checkout-1");
        assertThat(adopted.headers()).containsEntry("traceparent", span).containsEntry("tracestate", "rojo=1");
        assertThat(adopted.traceParent()).as("again").isEqualTo(span);
        assertThat(context.withSpan("00-nonsense")).isSameAs(context);
        // What systems said of one trace is not sent along with another.
        assertThat(context.withSpan("00-" + "ab".repeat(16) + "-00f067aa0ba902c9-01")
                        .traceState())
                .isEqualTo(TraceState.empty());
    }

    private static RequestContext received(Map<String, List<String>> headers) {
        TreeMap<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return RequestContext.from(name -> anyCase.getOrDefault(name, List.of()));
    }
}
