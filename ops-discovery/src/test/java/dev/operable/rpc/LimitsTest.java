package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many calls may run at a time, at one instance and in all. */
class LimitsTest {
    private static final int SECOND = 1_000_000_000;

    @Test
    void theLimitOfAnInstanceDoublesWithEachRoundAsLongAsItAnswersAll() {
        SimulatedService service = new SimulatedService(RpcOptions.defaults(), 1);
        service.server(1, 1000, random -> SECOND / 10);
        service.known.set(1);
        RpcClient client = service.client();
        List<Object> limits = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            call(service, client, 1);
        }
        service.at(1.05, () -> limits.add(data(client).get("attemptsInFlight")));
        service.at(1.15, () -> limits.add(data(client).get("attemptsInFlight")));
        service.run();

        // 20, then 20 more for the 20 that were answered.
        assertThat(limits).containsExactly(20, 40);
        assertThat(service.calls.succeeded()).isEqualTo(100);
    }

    // Without the decrease all of them reach it: 1,000.
    @Test
    void anInstanceThatIsOverloadedIsGivenLessAndLess() {
        assertThat(requestsToOverloaded(RpcOptions.builder().ejectAfter(0).retries(0)))
                .isLessThan(700);
        assertThat(requestsToOverloaded(
                        RpcOptions.builder().ejectAfter(0).retries(0).attemptsAtOnce(0)))
                .isGreaterThan(900);
    }

    private static int requestsToOverloaded(RpcOptionsBuilder options) {
        SimulatedService service = new SimulatedService(options.queue(20).build(), 1);
        service.server(1).mode(SimulatedServer.Mode.SILENT);
        service.known.set(1);
        service.load(50, 20);
        service.run();
        return service.server(1).requests();
    }

    @Test
    void aCallThatFindsTheQueueFullFailsAtOnceAndSaysSo() {
        SimulatedService service = new SimulatedService(
                RpcOptions.builder().attemptsAtOnce(1).queue(0).retries(0).build(), 1);
        service.server(1, 10, random -> SECOND / 2);
        service.known.set(1);
        RpcClient client = service.client();
        List<RpcException> failures = new ArrayList<>();
        call(service, client, 1);
        service.callAt(1.1, () -> failures.add(failureOf(client)));
        service.run();

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(RpcException.Kind.REJECTED);
            assertThat(failure)
                    .hasMessage("calling hits failed after 1 attempt: 127.0.0.1:1 no place 0 ms (GET /)."
                            + " 127.0.0.1:1 is given 1 attempts at a time now (attemptsAtOnce), and as many calls wait for"
                            + " a place as may (queue).");
        });
        assertThat(service.registry
                        .get("rpc.client.rejected")
                        .tag("of", "instances")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void aCallThatFindsNoPlaceAtOneInstanceGoesToAnotherWithoutTheBudget() {
        SimulatedService service = new SimulatedService(
                RpcOptions.builder()
                        .attemptsAtOnce(1)
                        .queue(0)
                        .retryPercent(0)
                        .retriesPerSecond(0)
                        .build(),
                1);
        service.server(1, 10, random -> SECOND / 2);
        service.server(2, 10, random -> SECOND / 2);
        service.known.set(1, 2);
        RpcClient client = service.client();
        call(service, client, 1);
        call(service, client, 1.1);
        service.run();

        assertThat(service.calls.succeeded()).isEqualTo(100);
    }

    @Test
    void theCallsOfAClientAreBoundedAndItsStateCanBeSeen() {
        SimulatedService service = new SimulatedService(
                RpcOptions.builder().callsAtOnce(2).queue(1).build(), 1);
        service.server(1, 10, random -> SECOND / 2);
        service.known.set(1);
        RpcClient client = service.client();
        for (int i = 0; i < 3; i++) {
            call(service, client, 1);
        }
        List<RpcException> failures = new ArrayList<>();
        service.callAt(1.1, () -> failures.add(failureOf(client)));
        List<Double> seen = new ArrayList<>();
        service.at(1.2, () -> {
            assertThat(data(client))
                    .containsEntry("callsInFlight", 2)
                    .containsEntry("callsQueued", 1)
                    .containsEntry("attemptsInFlight", 2);
            for (String name : List.of("limit", "in.flight", "queued")) {
                seen.add(service.registry
                        .get("rpc.client." + name)
                        .tag("of", "client")
                        .gauge()
                        .value());
            }
        });
        service.run();

        assertThat(seen).containsExactly(2.0, 2.0, 1.0);
        assertThat(service.calls.succeeded()).isEqualTo(100);
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessage("calling hits failed (GET /). This client makes 2 calls to hits at a time"
                        + " (callsAtOnce), and as many wait for a place as may (queue)."));
    }

    @Test
    void aWaitForAPlaceEndsWithTheCallsTime() {
        SimulatedService service =
                new SimulatedService(RpcOptions.builder().callsAtOnce(1).build(), 1);
        service.server(1, 10, random -> SECOND / 2);
        service.known.set(1);
        RpcClient client = service.client();
        call(service, client, 1);
        List<String> failures = new ArrayList<>();
        service.callAt(1.1, () -> {
            try {
                client.get("/").deadline(Duration.ofMillis(100)).send();
            } catch (RpcException e) {
                failures.add(Math.round(service.simulation.seconds() * 10) + ": " + e.getMessage());
            }
        });
        service.run();

        assertThat(failures)
                .containsExactly("12: calling hits failed (GET /). This client makes 1 calls to hits at a time"
                        + " (callsAtOnce), and its time of 100ms was over before one ended.");
    }

    private static void call(SimulatedService service, RpcClient client, double at) {
        service.callAt(at, () -> service.calls.call(service.simulation, client));
    }

    private static RpcException failureOf(RpcClient client) {
        try {
            throw new AssertionError(client.get("/").send());
        } catch (RpcException e) {
            return e;
        }
    }

    private static Map<String, Object> data(RpcClient client) {
        try {
            CheckResult result = client.check().run();
            return result.data();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
