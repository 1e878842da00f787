package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One of three real processes is killed with SIGKILL while threads call. Discovery goes on naming it, as it does for a while. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcKillTest {
    private static final int THREADS = 8;

    private record Result(int calls, List<RpcException> failures, long callsToTheDead) {}

    @Test
    void noCallFailsWhenAnInstanceIsKilled() throws Exception {
        Result result = killUnderTraffic(RpcOptions.defaults());

        assertThat(result.calls).as("enough to mean something").isGreaterThan(300);
        assertThat(result.failures).isEmpty();
        // In flight or refused once by each thread, then only probes.
        assertThat(result.callsToTheDead).isBetween(1L, 3L * THREADS);
    }

    @Test
    void callsFailWithoutRetries() throws Exception {
        Result result = killUnderTraffic(RpcOptions.builder().retries(0).build());

        assertThat(result.failures).isNotEmpty();
    }

    private static Result killUnderTraffic(RpcOptions options) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ServerProcess one = new ServerProcess();
                ServerProcess two = new ServerProcess();
                ServerProcess three = new ServerProcess();
                RpcClients rpc =
                        RpcClients.create(KnownInstances.of(one.port(), two.port(), three.port()), options, meters)) {
            RpcClient hits = rpc.client("hits");
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch underway = new CountDownLatch(500);
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            List<Future<List<RpcException>>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                callers.add(threads.submit(() -> callUntil(end, hits, calls, underway)));
            }
            assertThat(underway.await(30, TimeUnit.SECONDS)).isTrue();
            two.kill();
            List<RpcException> failures = new ArrayList<>();
            for (Future<List<RpcException>> caller : callers) {
                failures.addAll(caller.get(30, TimeUnit.SECONDS));
            }
            long failedAttempts = meters.find("rpc.client.attempts").timers().stream()
                    .filter(timer -> !"ok".equals(timer.getId().getTag("outcome")))
                    .mapToLong(timer -> timer.count())
                    .sum();
            return new Result(calls.get(), failures, failedAttempts);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<RpcException> callUntil(
            long end, RpcClient hits, AtomicInteger calls, CountDownLatch underway) {
        List<RpcException> failures = new ArrayList<>();
        while (System.nanoTime() < end) {
            calls.incrementAndGet();
            underway.countDown();
            try {
                hits.get("/links/{id}/hits", "a").send();
            } catch (RpcException e) {
                failures.add(e);
            }
        }
        return failures;
    }
}
