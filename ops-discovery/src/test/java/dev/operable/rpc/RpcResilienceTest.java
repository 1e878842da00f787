package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.rpc.RpcException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcResilienceTest {
    private static final Duration PAUSE = Duration.ofMillis(9);
    private static final RpcOptionsBuilder PATIENT =
            RpcOptions.builder().deadline(Duration.ofSeconds(15)).attemptTimeout(Duration.ofSeconds(15));

    @Test
    void aListenerOfTheRegistrySeesEachTransitionOfAnInstancesBreaker() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        List<String> seen = new ArrayList<>();
        service.resilience.breakers().getEventPublisher().onEntryAdded(added -> added.getAddedEntry()
                .getEventPublisher()
                .onStateTransition(
                        event -> seen.add(event.getCircuitBreakerName() + " " + event.getStateTransition())));
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), PAUSE);
        service.server(1, service.well());
        service.callFor(Duration.ofSeconds(10), PAUSE);

        assertThat(seen)
                .containsExactly(
                        "hits hits-1 127.0.0.1:1 " + StateTransition.CLOSED_TO_OPEN,
                        "hits hits-1 127.0.0.1:1 " + StateTransition.OPEN_TO_HALF_OPEN,
                        "hits hits-1 127.0.0.1:1 " + StateTransition.HALF_OPEN_TO_CLOSED);
    }

    @Test
    void resilience4jsOwnMetricsTellOfEachInstance() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(service.resilience.breakers())
                .bindTo(service.meters);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), PAUSE);

        assertThat(service.meters
                        .get("resilience4j.circuitbreaker.state")
                        .tags("peer", "hits", "peer_instance", "127.0.0.1:1", "state", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    private static CircuitBreaker breaker(PlayedService service, int port) {
        service.callFor(PAUSE, PAUSE);
        return service.resilience.breakers().circuitBreaker("hits hits-" + port + " 127.0.0.1:" + port);
    }

    // With each state but CLOSED as ejected the instance has no calls; without setByHand it is ejected by its first
    // failure.
    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DISABLED", "METRICS_ONLY"})
    void anInstanceWhoseBreakerIsSwitchedOffHasItsCallsWhateverBecomesOfThem(State state) {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2, 3);
        CircuitBreaker breaker = breaker(service, 1);
        if (state == State.DISABLED) {
            breaker.transitionToDisabledState();
        } else {
            breaker.transitionToMetricsOnlyState();
        }

        service.callFor(Duration.ofSeconds(2), PAUSE);
        assertThat(service.attempts(1)).isGreaterThan(40);

        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), PAUSE);
        assertThat(service.ejected()).isZero();
        assertThat(breaker.getState()).isEqualTo(state);
    }

    // Without setByHand in Ejection.end the good answer closes it; without Drawn.FORCED_OUT it is asked when the other
    // one fails.
    @Test
    void anInstanceThatIsForcedOutIsAskedOnlyIfAllAreAndStaysOutUntilItIsLetInAgain() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1);
        CircuitBreaker breaker = breaker(service, 1);
        breaker.transitionToForcedOpenState();
        assertThat(service.client().get("/").send().status()).isEqualTo(200);
        assertThat(breaker.getState()).isEqualTo(State.FORCED_OPEN);

        int before = service.attempts(1);
        service.instances.set(1, 2);
        service.server(2, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofMinutes(1), PAUSE);
        service.server(2, service.well());
        service.callFor(Duration.ofMinutes(1), PAUSE);
        assertThat(service.attempts(1)).isEqualTo(before);
        assertThat(breaker.getState()).isEqualTo(State.FORCED_OPEN);

        breaker.transitionToClosedState();
        service.callFor(Duration.ofSeconds(1), PAUSE);
        assertThat(service.attempts(1)).isGreaterThan(before + 20);
    }

    @Test
    void theBreakerOfAnInstanceLeavesWithIt() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2);
        service.callFor(PAUSE, PAUSE);
        service.instances.set(2, 3);
        service.callFor(PAUSE, PAUSE);

        assertThat(service.resilience.breakers().getAllCircuitBreakers())
                .extracting(CircuitBreaker::getName)
                .containsExactlyInAnyOrder("hits hits-2 127.0.0.1:2", "hits hits-3 127.0.0.1:3");
    }

    @Test
    void anInstanceThatFailsAThirdOfTheTimeIsEjectedByAWindowThatSaysSo() {
        RpcOptions window = RpcOptions.builder().ejectAfter(10).ejectPercent(30).build();

        assertThat(ejectedOfThirdFailing(window)).isEqualTo(1);
        // Five in a row, or in ten, never come together when two of three succeed.
        assertThat(ejectedOfThirdFailing(RpcOptions.defaults())).isZero();
    }

    private static long ejectedOfThirdFailing(RpcOptions options) {
        PlayedService service = new PlayedService(options, 7);
        service.instances.set(1, 2, 3);
        int[] asked = {0};
        service.server(1, guard -> {
            return (asked[0]++ % 3 == 0 ? service.status(503) : service.well()).answer(guard);
        });
        long ejected = 0;
        for (int i = 0; i < 60; i++) {
            service.callFor(Duration.ofSeconds(1), PAUSE);
            ejected = Math.max(ejected, service.ejected());
        }
        return ejected;
    }

    /** Without {@code AdmitCalls} the third one reaches the server, too. */
    @Test
    void theBulkheadOfAServiceIsItsCallsAtOnceAndKeepsASlowOneFromTakingAllThreads() throws Exception {
        RpcOptions two = PATIENT.callsAtOnce(2).queue(0).build();
        assertThat(failedBesideTwoThatHang(two)).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
            assertThat(failure)
                    .hasMessageContaining("This client makes 2 calls to hits at a time (callsAtOnce), and as many wait"
                            + " for a place as may (queue).");
            assertThat(failure.attempts()).isEmpty();
        });
        assertThat(failedBesideTwoThatHang(PATIENT.callsAtOnce(0).build())).isEmpty();
    }

    /** A third call while two wait for their answers, which is answered if it gets to the server. */
    private static Optional<RpcException> failedBesideTwoThatHang(RpcOptions options) throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Server.start(exchange -> {
                    if (asked.getCount() > 0) {
                        asked.countDown();
                        awaitGo(go);
                    }
                    Server.answer(exchange, 200, "application/json", "{}");
                });
                RpcClients rpc =
                        RpcClients.create(KnownInstances.of(server.port()), options, new SimpleMeterRegistry())) {
            RpcClient hits = rpc.client("hits");
            List<FutureTask<RpcResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                FutureTask<RpcResponse> call =
                        new FutureTask<>(() -> hits.post("/").send());
                calls.add(call);
                new Thread(call, "test-caller").start();
            }
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(rpc.resilience().bulkheads().getAllBulkheads())
                    .hasSize(options.callsAtOnce() == 0 ? 0 : 1)
                    .allSatisfy(bulkhead -> {
                        assertThat(bulkhead.getName()).isEqualTo("hits");
                        assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls())
                                .isZero();
                    });
            RpcException failure =
                    catchThrowableOfType(RpcException.class, () -> hits.get("/").send());
            go.countDown();
            for (FutureTask<RpcResponse> call : calls) {
                call.get(20, TimeUnit.SECONDS);
            }
            return Optional.ofNullable(failure);
        }
    }

    private static void awaitGo(CountDownLatch go) {
        try {
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noMoreAttemptsASecondGoOutThanAreAllowedAndWhoHasNoTimeToWaitIsToldSo() {
        PlayedService service = new PlayedService(
                RpcOptions.builder()
                        .ratePerSecond(5)
                        .deadline(Duration.ofMillis(1))
                        .build(),
                7);
        service.instances.set(1);
        service.server(1, guard -> new RpcResponse(200, Map.of(), WireRequest.NO_BODY));
        int failed = 0;
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            RpcException failure = catchThrowableOfType(
                    RpcException.class, () -> service.client().get("/").send());
            if (failure != null) {
                assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
                assertThat(failure).hasMessageContaining("No more than 5 attempts a second may go to hits.");
                failed++;
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

        assertThat(service.attempts(1)).isBetween(5, (int) (5 * (seconds + 2)));
        assertThat(failed).isEqualTo(100 - service.attempts(1));
    }

    @Test
    void withoutALimitAllAttemptsGoOut() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1);
        for (int i = 0; i < 100; i++) {
            service.client().get("/").send();
        }

        assertThat(service.attempts(1)).isEqualTo(100);
    }

    @Test
    void whoHasTheTimeWaitsForItsTurn() {
        PlayedService service =
                new PlayedService(RpcOptions.builder().ratePerSecond(5).build(), 7);
        service.instances.set(1);

        for (int i = 0; i < 10; i++) {
            service.client().get("/").send();
        }

        assertThat(service.attempts(1)).isEqualTo(10);
        assertThat(service.time.nanos() - PlayedTime.START).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void theWaitsBeforeRetriesMayBeAnIntervalFunction() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1);
        service.server(1, service.status(503));
        service.resilience.backoff("hits", IntervalFunction.ofExponentialBackoff(Duration.ofMillis(200), 2));
        long start = service.time.nanos();

        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> service.client().get("/").send());

        assertThat(failure.attempts()).hasSize(3);
        assertThat(service.time.nanos() - start).isBetween(600_000_000L, 620_000_000L);
    }
}
