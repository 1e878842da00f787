package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls that a limit of this side had no room for: no failures of the service, and yet seen. */
class RefusedCallsTest {
    private static final int SECOND = 1_000_000_000;

    // Without their count the check passes, with 120 calls and nothing else.
    @Test
    void callsThatFindNoPlaceDegradeTheCheckAndAreNoFailures() throws Exception {
        SimulatedService service = crowded(RpcOptions.builder().callsAtOnce(20));

        CheckResult result = service.client().check().run();
        assertThat(result.status()).as("of a client that made none").isEqualTo(CheckResult.Status.PASS);
        RpcClient client = service.client();
        for (int i = 0; i < 1150; i++) {
            call(service, client, 1);
        }
        service.at(3, () -> {
            CheckResult seen = look(client);
            assertThat(seen.status()).isEqualTo(CheckResult.Status.DEGRADED);
            assertThat(seen.reason())
                    .isEqualTo("1030 of 1150 calls of the last minute found no place (callsAtOnce 20, queue 100)");
            assertThat(seen.data())
                    .containsEntry("calls", 120L)
                    .containsEntry("failures", 0L)
                    .containsEntry("rejected", 1030L);
        });
        service.at(
                90, () -> assertThat(look(client).status()).as("a minute later").isEqualTo(CheckResult.Status.PASS));
        service.run();

        assertThat(rejected(service.registry, "client")).isEqualTo(1030);
    }

    @Test
    void soDoCallsThatFindNoneAtTheInstances() throws Exception {
        SimulatedService service =
                crowded(RpcOptions.builder().attemptsAtOnce(20).retries(0));
        RpcClient client = service.client();
        for (int i = 0; i < 1150; i++) {
            call(service, client, 1);
        }
        service.run();

        CheckResult result = client.check().run();
        assertThat(result.status()).isEqualTo(CheckResult.Status.DEGRADED);
        assertThat(result.reason())
                .matches("1030 of 1150 calls of the last minute found no place at an instance"
                        + " \\(attemptsAtOnce \\d+ of all of them now, queue 100 each\\)");
        assertThat(rejected(service.registry, "instances")).isEqualTo(1030);
    }

    @Test
    void soDoCallsThatHaveNotTheTimeForTheirTurn() throws Exception {
        PlayedService service = new PlayedService(
                RpcOptions.builder().ratePerSecond(1).retries(0).build(), 3);
        service.instances.set(1);
        int failed = 0;
        for (int i = 0; i < 40; i++) {
            try {
                service.client().get("/").deadline(Duration.ofMillis(10)).send();
            } catch (RpcException e) {
                failed++;
            }
        }

        CheckResult result = service.client().check().run();
        assertThat(failed).isGreaterThan(30);
        assertThat(result.status()).isEqualTo(CheckResult.Status.DEGRADED);
        assertThat(result.reason())
                .isEqualTo(
                        failed + " of 40 calls of the last minute had not the time for their turn (ratePerSecond 1)");
        assertThat(result.data()).containsEntry("failures", 0L);
        assertThat(rejected(service.meters, "rate")).isEqualTo(failed);
    }

    @Test
    void soDoFuturesThatFindNoThread() throws Exception {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.set(1);
        for (int i = 0; i < 10; i++) {
            Sending sent = service.client().get("/").sending(false);
            sent.call().findsNoThread();
            assertThatThrownBy(sent::send)
                    .hasMessage("calling hits failed (GET /). There are more than 1000 calls of this process at once"
                            + " that wait for their futures. Make fewer at a time.");
        }

        assertThat(service.client().check().run().reason())
                .isEqualTo("10 of 10 calls of the last minute found no thread to wait for them (1000 futures at once)");
        assertThat(rejected(service.meters, "futures")).isEqualTo(10);
        assertThat(service.attempts(1)).isZero();
    }

    // Without it the check says that they failed, and not why they were not tried again.
    @Test
    void aBudgetThatIsSpentShows() throws Exception {
        PlayedService service = new PlayedService(
                RpcOptions.builder().retryPercent(0).retriesPerSecond(0).build(), 3);
        service.instances.set(1, 2);
        service.server(1, service.status(503));
        service.server(2, service.status(503));
        service.callFor(Duration.ofSeconds(2), Duration.ofMillis(99));

        CheckResult result = service.client().check().run();
        assertThat(result.status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(result.reason())
                .isEqualTo("20 of the 20 calls to hits in the last 60 s failed;"
                        + " 20 were not tried again, for the retry budget was spent");
        assertThat(result.data()).containsEntry("retriesRefused", 20L);
        assertThat(service.meters
                        .get("rpc.client.retries.refused")
                        .functionCounter()
                        .count())
                .isEqualTo(20);
    }

    /** One instance, which takes a tenth of a second for each answer. */
    private static SimulatedService crowded(RpcOptionsBuilder options) {
        SimulatedService service = new SimulatedService(
                options.queue(100).deadline(Duration.ofSeconds(30)).build(), 1);
        service.server(1, 1000, random -> SECOND / 10);
        service.known.set(1);
        return service;
    }

    private static void call(SimulatedService service, RpcClient client, double at) {
        service.callAt(at, () -> service.calls.call(service.simulation, client));
    }

    private static CheckResult look(RpcClient client) {
        try {
            return client.check().run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static double rejected(MeterRegistry registry, String of) {
        return registry.get("rpc.client.rejected").tag("of", of).counter().count();
    }
}
