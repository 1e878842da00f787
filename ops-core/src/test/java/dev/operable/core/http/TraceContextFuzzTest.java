package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a caller sends, what goes on is valid by the grammar of the specification, short, and made without an exception. */
@Timeout(60)
final class TraceContextFuzzTest {
    private static final Pattern TRACEPARENT = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]");
    private static final String MEMBER = "[a-z0-9][a-z0-9_\\-*/@]{0,255}=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]";
    private static final Pattern TRACESTATE = Pattern.compile(MEMBER + "(," + MEMBER + "){0,31}");

    private static final String ALPHABET =
            "0123456789abcdefABCDEFxyz-_*/@=,;. \t\r\n\u0000\u007f\u00e9\u202e\ud83d\ude00";

    private final Random random = new Random(4711);

    @Test
    void isValidAndBoundedWhateverIsSent() {
        int continued = 0;
        int stated = 0;
        for (int i = 0; i < 200_000; i++) {
            Map<String, List<String>> sent = Map.of(
                    "traceparent", values("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                    "tracestate", values("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE, a/b@c=  x y"),
                    "X-Request-Id", values("Order-7.a:b"),
                    "Ops-Caller", values("links"),
                    "Ops-Deadline-Ms", values("2500"));

            RequestContext context = RequestContext.from(name -> sent.getOrDefault(name, List.of()));
            Map<String, String> headers = context.headers();

            // By hand, since an assertion costs more than what it looks at.
            boolean fine = TRACEPARENT.matcher(headers.get("traceparent")).matches()
                    && (!headers.containsKey("tracestate")
                            || (headers.get("tracestate").length() <= 512
                                    && TRACESTATE
                                            .matcher(headers.get("tracestate"))
                                            .matches()))
                    && context.requestId().matches("[A-Za-z0-9._:-]{1,128}")
                    && context.caller()
                            .map(name -> name.matches("[A-Za-z0-9._-]{1,64}"))
                            .orElse(true)
                    && (!headers.containsKey("Ops-Deadline-Ms")
                            || headers.get("Ops-Deadline-Ms").matches("[0-9]{1,11}"));
            if (!fine) {
                assertThat(headers).as("made of " + sent).isEmpty();
            }
            continued += context.parentSpanId().isPresent() ? 1 : 0;
            stated += headers.containsKey("tracestate") ? 1 : 0;
        }
        assertThat(continued).as("of 200,000 mutations some are harmless").isGreaterThan(1_000);
        assertThat(stated).isGreaterThan(500);
    }

    @Test
    void readsItsOwnOutputBackAsItWas() {
        for (int i = 0; i < 50_000; i++) {
            TraceState state = TraceState.empty();
            for (int n = random.nextInt(40); n > 0; n--) {
                state = state.with(
                        "k" + random.nextInt(50) + "@x",
                        "  v".repeat(1 + random.nextInt(60)).strip());
            }
            assertThat(TraceState.parse(List.of(state.toString())).toString()).isEqualTo(state.toString());
        }
    }

    @Test
    void isDoneQuicklyWithMegabytes() {
        String commas = ",".repeat(10_000_000);
        String dashes = "00-" + "-".repeat(10_000_000);
        long begin = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            RequestContext.from(name -> List.of(name.equals("tracestate") ? commas : dashes));
            assertThat(TraceState.parse(List.of(commas)).isEmpty()).isTrue();
        }
        // Looking at each character of these 40 GB would take far longer.
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
    }

    private List<String> values(String valid) {
        List<String> values = new ArrayList<>();
        for (int n = random.nextInt(10) == 0 ? random.nextInt(4) : 1; n > 0; n--) {
            values.add(random.nextInt(4) == 0 ? noise() : mutated(valid));
        }
        return values;
    }

    private String mutated(String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int n = random.nextInt(4); n > 0 && text.length() > 0; n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, any());
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, any());
                default -> text.append(valid, 0, Math.min(at, valid.length()));
            }
        }
        return text.toString();
    }

    private String noise() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(random.nextInt(20) == 0 ? 2_000 : 80); n > 0; n--) {
            text.append(any());
        }
        return text.toString();
    }

    private char any() {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
}
