package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.lifecycle.RestartPolicy;
import dev.operable.health.Probe;
import dev.operable.health.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workers of a service: what its self-check and its process supervisor see of them. */
class WorkersTest {
    private static final RestartPolicy QUICK =
            new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMinutes(1), Integer.MAX_VALUE);

    @TempDir
    Path directory;

    // Without Stopping.end the process lives on, and nobody starts a clean one.
    @Test
    void a_crash_loop_stops_the_service_in_order_and_ends_the_process_with_70() throws Exception {
        ServiceProcess run = ServiceProcess.start(CrashLooper.class, directory, Map.of());

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(70);
        List<JsonNode> events = run.events();
        assertThat(events.stream()
                        .filter(event -> event.path("level").stringValue().equals("ERROR")))
                .hasSize(4)
                .allSatisfy(event -> {
                    assertThat(event.path("worker").stringValue()).isEqualTo("mail");
                    assertThat(event.path("stack_trace").stringValue()).contains("broken pipe");
                });
        assertThat(events.toString())
                .contains("The worker mail failed 4 times in a row and is given up: the service ends.");
        assertThat(events.get(events.size() - 1).path("timeline").stringValue())
                .containsSubsequence("UNREADY", "DEREGISTER", "LINGER", "STOP_WORK workers: done", "DRAIN", "CANCEL");
    }

    // Ends with 0 when the threads of the admin endpoints are daemons: no other thread is left once main has returned.
    @Test
    void a_service_of_workers_alone_lives_until_it_is_told_to_end() throws Exception {
        ServiceProcess run = ServiceProcess.start(Ticker.class, directory, Map.of("OPS_DISCOVERY", "off"));
        run.awaitLine("tick 3");

        run.process().destroy();

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(128 + 15);
    }

    @Test
    void a_crash_loop_shows_on_the_self_check_until_the_worker_is_well() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch repaired = new CountDownLatch(1);
        RestartPolicy soonWell =
                new RestartPolicy(QUICK.firstWait(), QUICK.longestWait(), Duration.ofMillis(50), Integer.MAX_VALUE);
        try (Ops ops = service()) {
            ops.supervise(
                    "mail",
                    () -> {
                        runs.incrementAndGet();
                        if (repaired.getCount() > 0) {
                            throw new IOException("broken pipe");
                        }
                        new CountDownLatch(1).await();
                    },
                    soonWell);

            Eventually.get(Duration.ofSeconds(15), () -> {
                Verdict verdict = ops.checks().verdict(Probe.READY);
                assertThat(verdict.toString()).contains("worker mail", "times in a row", "broken pipe");
                return true;
            });
            assertThat(runs.get()).isGreaterThanOrEqualTo(3);
            repaired.countDown();
            Eventually.get(Duration.ofSeconds(15), () -> {
                assertThat(ops.checks().verdict(Probe.READY).toString()).doesNotContain("broken pipe");
                return true;
            });
        }
    }

    @Test
    void a_service_inside_another_program_is_stopped_by_a_crash_loop_and_the_program_goes_on() throws Exception {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Ops ops = service();
        ops.onStop("told", () -> stopped.complete(null));

        ops.supervise(
                "mail",
                () -> {
                    throw new IOException("broken pipe");
                },
                QUICK.endsAfter(3));

        stopped.get(15, TimeUnit.SECONDS);
        ops.close();
    }

    @Test
    void the_stop_ends_the_workers() throws Exception {
        CompletableFuture<Thread> working = new CompletableFuture<>();
        Ops ops = service();
        ops.supervise("mail", () -> {
            working.complete(Thread.currentThread());
            new CountDownLatch(1).await();
        });
        working.get(15, TimeUnit.SECONDS);

        ops.close();

        assertThat(working.get().isAlive()).isFalse();
    }

    @Test
    void who_is_told_to_end_before_its_workers_begin_runs_none() {
        AtomicInteger runs = new AtomicInteger();
        Ops ops = service();
        ops.close();

        ops.supervise("mail", runs::incrementAndGet);

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("ops-worker-mail");
        assertThat(runs).hasValue(0);
    }

    private static Ops service() {
        return Ops.service("workshop")
                .environment(Map.of("OPS_DISCOVERY", "off", "OPS_STOP_LINGER", "0s"))
                .startOrThrow();
    }
}
