package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the calls that were really made tell of a service. */
class UpstreamCheckTest {
    private static final Duration PAUSE = Duration.ofMillis(99);

    private final PlayedService service =
            new PlayedService(RpcOptions.builder().retries(0).build(), 7);
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());

    UpstreamCheckTest() {
        service.instances.set(1, 2);
        checks.ready(true);
    }

    @AfterEach
    void close() {
        checks.close();
    }

    private CheckResult look() throws Exception {
        return service.client().check().run();
    }

    @Test
    void aServiceThatWasNotCalledPassesAndIsNotCalledToFindOut() throws Exception {
        assertThat(look().status()).isEqualTo(CheckResult.Status.PASS);
        assertThat(look().data()).containsEntry("calls", 0L).doesNotContainKey("lastFailure");
        assertThat(service.attempts(1) + service.attempts(2)).isZero();
    }

    @Test
    void aServiceThatFailsMostCallsFailsAndSaysHow() throws Exception {
        service.server(1, service.status(503));
        service.server(2, service.status(503));
        service.callFor(Duration.ofSeconds(10), PAUSE);
        service.time.pass(Duration.ofSeconds(3));

        CheckResult result = look();

        assertThat(result.status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(result.reason()).isEqualTo("100 of the 100 calls to hits in the last 60 s failed");
        assertThat(result.data())
                .containsEntry("calls", 100L)
                .containsEntry("failures", 100L)
                .containsEntry("share", 1.0)
                .containsEntry("instances", 2)
                .containsEntry("ejected", 1L)
                .containsEntry("lastFailureSecondsAgo", 3L);
        assertThat(String.valueOf(result.data().get("lastFailure"))).startsWith("status 503 at 127.0.0.1:");
    }

    @Test
    void whatTheServiceRefusesAsWrongIsAnAnswerAndWhatItHasNoTimeForIsNot() throws Exception {
        service.server(1, service.status(404));
        service.server(2, service.status(404));
        service.callFor(Duration.ofSeconds(10), PAUSE);
        assertThat(look().data()).containsEntry("calls", 100L).containsEntry("failures", 0L);

        service.server(1, service.status(429));
        service.server(2, service.status(429));
        service.callFor(Duration.ofSeconds(10), PAUSE);
        assertThat(look().data()).containsEntry("calls", 200L).containsEntry("failures", 100L);
    }

    @Test
    void aServiceOfWhichThereIsNobodyFails() throws Exception {
        service.instances.set();
        service.callFor(Duration.ofSeconds(10), PAUSE.plusMillis(1));

        assertThat(look().status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(look().data()).containsEntry("lastFailure", "no instance").containsEntry("instances", 0);
    }

    @Test
    void aCallThatTheCallerEndedTellsNothing() throws Exception {
        Thread.currentThread().interrupt();
        callOnce();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(look().data()).containsEntry("calls", 0L);
    }

    // Without Failure.tooSoon in Outcome.serviceFailed it passes with no calls, though each of them failed.
    @ParameterizedTest
    @CsvSource({"GET, 150", "POST, 50"})
    void callsWithLittleTimeThatAreNotAnsweredAreFailuresOfTheServiceAndOfNoInstance(String method, int millis)
            throws Exception {
        PlayedService hanging =
                new PlayedService(RpcOptions.builder().retryPercent(1000).build(), 7);
        hanging.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            hanging.server(port, hanging.failing(Failure.TIMEOUT));
        }
        for (int i = 0; i < 100; i++) {
            RpcRequest request = hanging.client().method(method, "/").deadline(Duration.ofMillis(millis));
            assertThatThrownBy(request::send).isInstanceOf(RpcException.class);
        }

        CheckResult result = hanging.client().check().run();

        assertThat(result.status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(result.data())
                .containsEntry("calls", 100L)
                .containsEntry("failures", 100L)
                .containsEntry("ejected", 0L);
    }

    // With a least number of calls of one this fails at the first.
    @Test
    void fewCallsTellNothing() throws Exception {
        service.server(1, service.status(500));
        service.server(2, service.status(500));
        for (int i = 1; i < UpstreamCheck.FEWEST; i++) {
            callOnce();
            assertThat(look().status()).isEqualTo(CheckResult.Status.PASS);
        }

        callOnce();
        assertThat(look().status()).isEqualTo(CheckResult.Status.FAIL);
    }

    // Without either lower limit for the way back the state of its row changes hundreds of times.
    @ParameterizedTest
    @CsvSource({"10, DEGRADED", "2, FAIL"})
    void aShareAroundTheLimitChangesTheStateOnce(int oneFailsOf, CheckResult.Status after) throws Exception {
        int changes = 0;
        CheckResult.Status before = CheckResult.Status.PASS;
        for (int call = 0; call < 2_000; call++) {
            int status = call % oneFailsOf == 1 ? 500 : 200;
            service.server(1, service.status(status));
            service.server(2, service.status(status));
            callOnce();
            service.time.pass(PAUSE);
            CheckResult.Status now = look().status();
            changes += now == before ? 0 : 1;
            before = now;
        }

        assertThat(before).isEqualTo(after);
        assertThat(changes).isEqualTo(1);
    }

    // With slots that are never begun anew this fails: most of the calls that went well are not counted.
    @Test
    void whatIsOlderThanAMinuteIsForgottenAndTheLastFailureIsNot() throws Exception {
        service.server(1, service.status(500));
        service.server(2, service.status(500));
        service.callFor(Duration.ofSeconds(10), PAUSE);
        assertThat(look().status()).isEqualTo(CheckResult.Status.FAIL);

        service.server(1, service.well());
        service.server(2, service.well());
        service.callFor(Duration.ofSeconds(Calls.WINDOW_SECONDS), PAUSE);

        CheckResult result = look();
        assertThat(result.status()).isEqualTo(CheckResult.Status.PASS);
        assertThat(result.data()).containsEntry("calls", 550L).containsEntry("failures", 0L);
        assertThat(result.data()).containsKey("lastFailure");
    }

    // Without the look at the age of a slot this fails: nobody calls, so nothing takes its place.
    @Test
    void aServiceThatIsCalledNoMoreIsNotHeldToItsOldFailures() throws Exception {
        service.server(1, service.status(500));
        service.server(2, service.status(500));
        service.callFor(Duration.ofSeconds(10), PAUSE);
        assertThat(look().status()).isEqualTo(CheckResult.Status.FAIL);

        service.time.pass(Duration.ofSeconds(Calls.WINDOW_SECONDS));

        assertThat(look().status()).isEqualTo(CheckResult.Status.PASS);
        assertThat(look().data()).containsEntry("calls", 0L).containsEntry("failures", 0L);
    }

    @Test
    void eachServiceHasItsCheckFromTheFirstCallOnAndKeepsIt() {
        try (RpcClients clients = clients()) {
            call(clients, "early");
            clients.checkedBy(checks);
            RpcClient hits = clients.client("hits");
            assertThat(names()).as("hits was not called yet").containsExactly("upstream early");

            call(clients, "hits");
            call(clients, "hits");
            assertThat(names()).containsExactly("upstream early", "upstream hits");
            for (int i = 0; i < 20; i++) {
                call(clients, "hits");
            }
            Verdict verdict = checks.verdict();
            assertThat(hits.service()).isEqualTo("hits");
            assertThat(verdict.status()).as("it takes no traffic away").isNotEqualTo(Verdict.Status.DOWN);
            assertThat(verdict.checks())
                    .extracting(CheckOutcome::criticality, CheckOutcome::probe, check -> check.check()
                            .external())
                    .containsOnly(org.assertj.core.groups.Tuple.tuple(Criticality.DEGRADES, Probe.READY, true));
            assertThatThrownBy(() -> clients.checkedBy(checks)).hasMessageContaining("self-checks already");
        }
    }

    @Test
    void whoSaysMoreOfAServiceInItsOwnCheckIsLeftAlone() {
        try (RpcClients clients = clients()) {
            clients.checkedBy(checks);
            checks.add(HealthCheck.named("upstream hits")
                    .criticality(Criticality.CRITICAL)
                    .owner("storage")
                    .of(clients.client("hits").check()));
            for (int i = 0; i < 20; i++) {
                call(clients, "hits");
            }

            assertThat(names()).containsExactly("upstream hits");
            assertThat(checks.verdict().failing()).containsExactly("upstream hits");
        }
    }

    @Test
    void whoCallsVeryManyServicesHasAHundredChecks() {
        try (RpcClients clients = clients()) {
            clients.checkedBy(checks);
            IntStream.range(0, UpstreamChecks.MOST + 20).forEach(i -> call(clients, "service-" + i));

            assertThat(names()).hasSize(UpstreamChecks.MOST);
        }
    }

    private void callOnce() {
        try {
            service.client().get("/").send();
        } catch (RpcException failed) {
            assertThat(failed.service()).isEqualTo("hits");
        }
    }

    private static RpcClients clients() {
        return RpcClients.create(
                KnownInstances.of(), RpcOptions.builder().retries(0).build(), new SimpleMeterRegistry());
    }

    private static void call(RpcClients clients, String service) {
        assertThat(catchThrowable(() -> clients.client(service).get("/").send()))
                .isInstanceOf(RpcException.class);
    }

    private List<String> names() {
        return checks.verdict().checks().stream().map(CheckOutcome::name).toList();
    }
}
