package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer says of trying again, and that it is obeyed. */
class RetryAdviceTest {
    private static final String NOW = "Tue, 03 Nov 2026 10:00:00 GMT";

    private final PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
    private final long began = service.time.nanos();

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 2, 2000",
        "retry-after, ' 0 ', 0",
        "Retry-After, 'Tue, 03 Nov 2026 10:00:03 GMT', 3000",
        "Retry-After, 'Tue, 03 Nov 2026 09:59:00 GMT', 0",
        "Retry-After, 99999999999, 31622400000",
        "Retry-After, 100000000000, 31622400000",
        "Retry-After, 999999999999999999999999, 31622400000",
        "Retry-After, 00000000000000000002, 2000",
        "Ops-Retry-Pushback-Ms, 999999999999999999999999, 31622400000",
        "Ops-Retry-Pushback-Ms, 1500, 1500",
        "OPS-RETRY-PUSHBACK-MS, 0, 0"
    })
    void aWaitIsReadInSecondsAsADateOrInMilliseconds(String name, String value, long millis) {
        RetryAdvice advice = advice(503, Map.of(name, value, "Date", NOW));
        assertThat(advice.never()).isFalse();
        assertThat(advice.pause()).hasValue(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void aDateIsMeasuredByTheAnswersOwnClockElseByOurs() {
        String then = "Tue, 03 Nov 2026 10:00:09 GMT";
        assertThat(advice(503, Map.of("Retry-After", then)).pause())
                .hasValue(Duration.ofSeconds(4).toNanos());
        assertThat(advice(503, Map.of("Retry-After", then, "Date", "nonsense")).pause())
                .hasValue(Duration.ofSeconds(4).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "1e99", "Tue, 99 Nov 2026 10:00:00 GMT"})
    void whatIsNoWaitIsNoneAndAsAPushbackNever(String value) {
        assertThat(advice(503, Map.of("Retry-After", value)).pause()).isEmpty();
        assertThat(advice(503, Map.of("Retry-After", value)).never()).isFalse();
        assertThat(advice(503, Map.of("Ops-Retry-Pushback-Ms", value)).never()).isTrue();
    }

    @Test
    void anAnswerThatIsNoFailureSaysNothing() {
        assertThat(advice(200, Map.of("Retry-After", "2")).pause()).isEmpty();
        assertThat(RetryAdvice.of(Outcome.of(Failure.TIMEOUT, null), Instant::now)
                        .pause())
                .isEmpty();
    }

    // Without it there is one attempt, and the call fails.
    @Test
    void tooManyRequestsAreTriedAgainWhenTheServiceSays() {
        service.instances.set(1, 2);
        int[] asked = {0};
        for (int port = 1; port <= 2; port++) {
            service.server(
                    port, guard -> asked[0]++ == 0 ? answer(429, Map.of("Retry-After", "1")) : answer(200, Map.of()));
        }

        assertThat(service.client().get("/").send().status()).isEqualTo(200);

        assertThat(passed()).isBetween(1000L, 1000L + 25);
    }

    @Test
    void tooManyRequestsForLongerThanTheCallHasTimeFailNowAndEjectNobody() {
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, guard -> answer(429, Map.of("Retry-After", "30")));
        }
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> service.client().get("/").send())
                    .isInstanceOfSatisfying(RpcException.class, e -> {
                        assertThat(e.kind()).isEqualTo(RpcException.Kind.STATUS);
                        assertThat(e.status()).hasValue(429);
                        assertThat(e.attempts()).hasSize(1);
                    })
                    .hasMessageEndingWith("hits asks to wait 30s, and its time of 3s has no room for that.");
        }

        assertThat(passed()).isZero();
        assertThat(service.ejected()).isZero();
    }

    // With a number of so many digits taken for none, the only instance is asked again at once.
    @Test
    void anAbsurdWaitIsTooLongAndNotNone() {
        service.instances.set(1);
        service.server(1, guard -> answer(503, Map.of("Retry-After", "999999999999")));

        assertThatThrownBy(() -> service.client().get("/").send())
                .hasMessageContaining("after 1 attempt")
                .hasMessageEndingWith("and its time of 3s has no room for that.");
    }

    @Test
    void tooManyRequestsWithoutATimeAreNotTriedAgain() {
        service.instances.set(1, 2);
        service.server(1, guard -> answer(429, Map.of()));
        service.server(2, guard -> answer(429, Map.of()));

        assertThatThrownBy(() -> service.client().get("/").send()).hasMessageContaining("after 1 attempt");
    }

    @Test
    void anInstanceThatIsUnavailableForAWhileSpeaksForItselfAlone() {
        service.instances.set(1, 2);
        service.server(1, guard -> answer(503, Map.of("Retry-After", "2")));
        for (int i = 0; i < 20; i++) {
            assertThat(service.client().get("/").send().status()).isEqualTo(200);
        }
        assertThat(service.attempts(1)).isPositive();
        assertThat(passed()).isEqualTo(20);
    }

    @Test
    void theOnlyInstanceIsAskedAgainNoSoonerThanItSays() {
        service.instances.set(1);
        int[] asked = {0};
        service.server(1, guard -> asked[0]++ == 0 ? answer(503, Map.of("Retry-After", "2")) : answer(200, Map.of()));

        assertThat(service.client().get("/").send().status()).isEqualTo(200);

        assertThat(passed()).isBetween(2000L, 2025L);
    }

    // Without it there are more attempts.
    @Test
    void aNegativePushbackMeansNoRetry() {
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, guard -> answer(503, Map.of("Ops-Retry-Pushback-Ms", "-1")));
        }

        assertThatThrownBy(() -> service.client().get("/").send())
                .hasMessageContaining("after 1 attempt")
                .hasMessageEndingWith("hits asks not to be called again (Ops-Retry-Pushback-Ms).");
    }

    @Test
    void aPushbackIsWaitedForWhereverTheNextAttemptGoes() {
        service.instances.set(1, 2);
        int[] asked = {0};
        for (int port = 1; port <= 2; port++) {
            service.server(
                    port,
                    guard -> asked[0]++ == 0
                            ? answer(503, Map.of("Ops-Retry-Pushback-Ms", "700"))
                            : answer(200, Map.of()));
        }

        assertThat(service.client().get("/").send().status()).isEqualTo(200);

        assertThat(passed()).isBetween(700L, 725L);
    }

    private long passed() {
        return Duration.ofNanos(service.time.nanos() - began).toMillis();
    }

    private RetryAdvice advice(int status, Map<String, String> headers) {
        return RetryAdvice.of(Outcome.of(answer(status, headers)), () -> Instant.parse("2026-11-03T10:00:05Z"));
    }

    private RpcResponse answer(int status, Map<String, String> headers) {
        if (status == 200) {
            service.time.pass(Duration.ofMillis(1));
        }
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new RpcResponse(status, lists, WireRequest.NO_BODY);
    }
}
