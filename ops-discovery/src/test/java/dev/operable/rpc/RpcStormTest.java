package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service that is down as a whole, and what its callers make of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcStormTest {
    private static final int CLIENTS = 5;
    private static final int CALLS = 400;
    private static final Duration PAUSE = Duration.ofMillis(9);

    static Iterable<Long> seeds() {
        return PlayedService.seeds();
    }

    @Test
    void severalClientsTogetherSendAtMostAFewMoreRequestsThanTheyHaveCalls() throws Exception {
        // A tenth more, and what 10 s allow each client whatever it calls: 1.125 here, and less with more calls.
        assertThat(requestsForEachCall(RpcOptions.defaults())).isBetween(1.0, 1.15);
        assertThat(requestsForEachCall(RpcOptions.builder().retryPercent(1000).build()))
                .as("without the budget")
                .isGreaterThan(2.5);
    }

    private static double requestsForEachCall(RpcOptions options) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Server one = Server.start(Server.answering(503, ""));
                Server two = Server.start(Server.answering(503, ""))) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                callers.add(threads.submit(() -> callAll(options, one.port(), two.port())));
            }
            for (Future<?> caller : callers) {
                caller.get(50, TimeUnit.SECONDS);
            }
            return (one.requests() + two.requests()) / (double) (CLIENTS * CALLS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void callAll(RpcOptions options, int... ports) {
        try (RpcClients rpc = RpcClients.create(KnownInstances.of(ports), options, new SimpleMeterRegistry())) {
            RpcClient hits = rpc.client("hits");
            for (int i = 0; i < CALLS; i++) {
                assertThat(catchThrowableOfType(
                                        RpcException.class, () -> hits.get("/").send())
                                .status())
                        .hasValue(503);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allIsWellWithinTenSecondsOfAnOutageOfEverybody(long seed) {
        PlayedService service = new PlayedService(RpcOptions.defaults(), seed);
        service.instances.set(1, 2, 3);
        for (int port = 1; port <= 3; port++) {
            service.server(port, service.status(503));
        }
        int failed = service.callFor(Duration.ofSeconds(30), PAUSE);
        assertThat(failed).isGreaterThan(2000);
        for (int port = 1; port <= 3; port++) {
            service.server(port, service.well());
        }
        int[] before = {service.attempts(1), service.attempts(2), service.attempts(3)};

        assertThat(service.callFor(Duration.ofSeconds(10), PAUSE)).isZero();

        service.callFor(Duration.ofSeconds(60), PAUSE);
        for (int port = 1; port <= 3; port++) {
            assertThat(service.attempts(port) - before[port - 1]).isGreaterThan(1000);
        }
    }
}
