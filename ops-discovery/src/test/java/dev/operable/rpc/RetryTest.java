package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Duration PAUSE = Duration.ofMillis(9);

    @Test
    void theBudgetCapsTheTrafficOfATotalOutage() {
        PlayedService service = outage(RpcOptions.defaults());

        int calls = service.callFor(Duration.ofSeconds(30), PAUSE);

        assertThat(service.attempts(1) + service.attempts(2)).isLessThanOrEqualTo(calls * 115 / 100 + 10);
    }

    @Test
    void withoutTheBudgetAnOutageTriplesTheTraffic() {
        PlayedService service = outage(RpcOptions.builder().retryPercent(1000).build());

        int calls = service.callFor(Duration.ofSeconds(30), PAUSE);

        assertThat(service.attempts(1) + service.attempts(2)).isGreaterThan(calls * 2);
    }

    private static PlayedService outage(RpcOptions options) {
        PlayedService service = new PlayedService(options, 5);
        service.instances.set(1, 2);
        service.server(1, service.status(503));
        service.server(2, service.status(503));
        return service;
    }

    @Test
    void aSpentBudgetIsSaid() {
        PlayedService service =
                outage(RpcOptions.builder().retryPercent(0).retriesPerSecond(0).build());

        assertThatThrownBy(() -> service.client().get("/links/{id}", 1).send())
                .hasMessageMatching("calling hits failed after 1 attempt: 127.0.0.1:[12] status 503 1 ms"
                        + " \\(GET /links/\\{id}\\). The retry budget of hits is spent"
                        + " \\(0 % of the calls of the last 10 s and 0 a second\\).");
    }

    @Test
    void anotherInstanceIsAskedWithoutWaiting() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.BROKEN));
        service.server(2, service.failing(Failure.BROKEN));
        service.server(3, service.failing(Failure.BROKEN));
        long before = service.time.nanos();

        RpcException failed = catchThrowableOfType(
                RpcException.class, () -> service.client().get("/").send());

        assertThat(failed.attempts())
                .extracting(Attempt::instance)
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(service.time.nanos() - before).isEqualTo(Duration.ofMillis(3).toNanos());
    }

    @Test
    void theOnlyInstanceIsAskedAgainAfterAWait() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1);
        service.server(1, service.failing(Failure.BROKEN));
        long before = service.time.nanos();

        RpcException failed = catchThrowableOfType(
                RpcException.class, () -> service.client().get("/").send());

        assertThat(failed.attempts()).hasSize(3);
        assertThat(service.time.nanos() - before)
                .isGreaterThan(Duration.ofMillis(3).toNanos())
                .isLessThan(Duration.ofMillis(3 + 25 + 50).toNanos());
    }

    @Test
    void aPostWithoutKeyIsSentAgainOnlyIfItWasNeverSent() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1, 2);
        service.server(1, service.failing(Failure.BROKEN));
        service.server(2, service.failing(Failure.BROKEN));

        assertThatThrownBy(() -> service.client().post("/").send())
                .hasMessageContaining("after 1 attempt")
                .hasMessageContaining("a POST without an idempotency key may have been carried out");

        service.server(1, service.failing(Failure.CONNECT_TIMEOUT));
        service.server(2, service.well());
        for (int i = 0; i < 10; i++) {
            service.client().post("/").send();
        }
    }

    // With a verdict that takes the place of the one before, nothing is left of the reason.
    @Test
    void whyItFailedIsSaidBesideWhyItIsNotSentAgain() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1);
        service.server(1, guard -> {
            throw new TransportException(Failure.TLS_ENDED, null, "It wants another certificate.");
        });

        assertThatThrownBy(() -> service.client().post("/").send())
                .hasMessageEndingWith("(POST /). It wants another certificate. It is not sent again: a POST without an"
                        + " idempotency key may have been carried out.");
        assertThatThrownBy(() ->
                        service.client().get("/").deadline(Duration.ofMillis(3)).send())
                .as("once for each attempt, of which the last is told")
                .hasMessageContaining("(GET /). It wants another certificate. Its time of 3ms ");
    }

    @Test
    void theWholeCallKeepsToItsDeadline() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, service.failing(Failure.TIMEOUT));
        }
        long before = service.time.nanos();

        RpcException failed = catchThrowableOfType(RpcException.class, () -> service.client()
                .get("/")
                .deadline(Duration.ofMillis(1500))
                .send());

        assertThat(failed.kind()).isEqualTo(RpcException.Kind.DEADLINE);
        assertThat(failed.attempts()).extracting(Attempt::outcome).containsExactly("timeout", "timeout", "deadline");
        assertThat(failed.errorDetails())
                .containsEntry("rpc.service", failed.service())
                .containsEntry(
                        "rpc.attempts",
                        failed.attempts().get(0) + ", " + failed.attempts().get(1) + ", "
                                + failed.attempts().get(2));
        assertThat(service.time.nanos() - before)
                .isEqualTo(Duration.ofMillis(1500).toNanos());
    }

    @Test
    void anAttemptLeavesHalfOfTheCallsTimeToTheNext() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, service.failing(Failure.TIMEOUT));
        }

        assertThat(times(service.client().get("/").deadline(Duration.ofMillis(400))))
                .containsExactly(200L, 100L, 100L);
        assertThat(times(service.client().get("/"))).containsExactly(1000L, 1000L, 1000L);
        assertThat(times(service.client().post("/").deadline(Duration.ofMillis(400))))
                .containsExactly(400L);
    }

    // With the time of the call for an attempt that none can follow these take 3 s and 5 s.
    @Test
    void noAttemptHasMoreTimeThanAnAttemptMayTakeAlsoIfNoneCanFollow() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 5);
        service.instances.set(1);
        service.server(1, service.failing(Failure.TIMEOUT));

        assertThat(times(service.client().post("/"))).containsExactly(1000L);
        assertThat(times(service.client().get("/").retries(0).deadline(Duration.ofSeconds(5))))
                .containsExactly(1000L);
    }

    // Without the look at the budget in Retry the attempt has 200 ms, and the call fails with half of its time left.
    @Test
    void anAttemptThatNoneCanFollowSinceTheBudgetIsSpentHasTheTimeOfTheCall() {
        PlayedService service = new PlayedService(
                RpcOptions.builder().retryPercent(0).retriesPerSecond(0).build(), 5);
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, guard -> {
                if (guard.remainingMillis() < 300) {
                    return service.failing(Failure.TIMEOUT).answer(guard);
                }
                service.time.pass(Duration.ofMillis(300));
                return service.well().answer(guard);
            });
        }

        assertThat(service.client()
                        .get("/")
                        .deadline(Duration.ofMillis(400))
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(service.meters
                        .get("rpc.client.retries.refused")
                        .functionCounter()
                        .count())
                .as("a look takes nothing, and refuses nothing")
                .isZero();
    }

    private static List<Long> times(RpcRequest request) {
        RpcException failed = catchThrowableOfType(RpcException.class, request::send);
        return failed.attempts().stream()
                .map(attempt -> attempt.took().toMillis())
                .toList();
    }

    @Test
    void aWaitThatLeavesNoTimeIsNotBegunEvenIfNothingWasSent() {
        Duration tenSeconds = Duration.ofSeconds(10);
        PlayedService service = new PlayedService(
                RpcOptions.builder()
                        .backoff(tenSeconds)
                        .backoffAtMost(tenSeconds)
                        .build(),
                5);
        service.instances.set(1);
        service.server(1, service.failing(Failure.REFUSED));
        long before = service.time.nanos();

        assertThatThrownBy(() -> service.client()
                        .get("/")
                        .deadline(Duration.ofMillis(20))
                        .send())
                .hasMessageContaining("Its time of 20ms has no room for another attempt.");

        assertThat(service.time.nanos() - before).isEqualTo(Duration.ofMillis(1).toNanos());
    }

    @Test
    void callsWaitForDiscoverysFirstAnswerOnlyOnce() {
        PlayedService service = new PlayedService(
                RpcOptions.builder().resolveWithin(Duration.ofMillis(50)).build(), 5);

        assertThatThrownBy(() -> service.client().get("/").send())
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.NO_INSTANCE))
                .hasMessage("calling hits failed (GET /). Discovery has not answered yet (the test)."
                        + " Start one that registers as hits, or set HITS_URL=http://host:port.");

        service.instances.set();
        assertThatThrownBy(() -> service.client().get("/").send())
                .hasMessage("calling hits failed (GET /). No instance of it is known (the test)."
                        + " Start one that registers as hits, or set HITS_URL=http://host:port.");

        service.instances.set(1);
        assertThat(service.client().get("/").send().status()).isEqualTo(200);
    }
}
