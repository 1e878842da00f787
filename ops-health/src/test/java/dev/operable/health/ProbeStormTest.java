package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProbeStormTest {
    private static final int PROBES = 10_000;
    /** As many as any machine can start; each asks again and again until all probes are made. */
    private static final int CALLERS = 500;

    private static final int CHECKS = 5;

    private final ManualTime time = new ManualTime();

    // Seen to fail where each caller starts a run of its own while one runs (twenty of each check and more), without
    // the
    // cache (hundreds), and with results that never become too old (one).
    @Test
    void tenThousandProbesOfFiveHundredCallersRunEachCheckOncePerCacheTime() throws InterruptedException {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time)) {
            List<AtomicInteger> runs = new ArrayList<>();
            // Each run ends only when every caller of the storm is there: all of them meet the check while it runs.
            Storm storm = new Storm(PROBES);
            for (int i = 0; i < CHECKS; i++) {
                AtomicInteger counted = new AtomicInteger();
                runs.add(counted);
                checks.add(HealthCheck.named("check " + i)
                        .timeout(Duration.ofSeconds(60))
                        .of(() -> {
                            counted.incrementAndGet();
                            storm.everybodyAsks.await();
                            return CheckResult.pass();
                        }));
            }
            checks.ready(true);

            assertThat(storm.rage(checks))
                    .as("probes that found everything well")
                    .isEqualTo(PROBES);
            assertThat(runs).allSatisfy(count -> assertThat(count).hasValue(1));

            time.advance(CheckDefinition.CACHE.minusMillis(1));
            assertThat(new Storm(100).rage(checks)).isEqualTo(100);
            assertThat(runs).as("still cached").allSatisfy(count -> assertThat(count)
                    .hasValue(1));

            Await.until("the check threads end", () -> IntStream.range(0, CHECKS)
                    .noneMatch(i -> checks.busy("check " + i)));
            time.advance(Duration.ofMillis(1));
            assertThat(new Storm(100).rage(checks)).isEqualTo(100);
            assertThat(runs).as("one run more").allSatisfy(count -> assertThat(count)
                    .hasValue(2));
        }
    }

    private static final class Storm {
        final int size;
        final int callers;
        final CountDownLatch everybodyAsks;

        Storm(int size) {
            this.size = size;
            this.callers = Math.min(size, CALLERS);
            this.everybodyAsks = new CountDownLatch(callers);
        }

        int rage(SelfChecks checks) throws InterruptedException {
            AtomicInteger well = new AtomicInteger();
            List<Thread> probes = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Thread probe = new Thread(() -> ask(checks, well), "probe-" + caller);
                probe.setDaemon(true);
                probes.add(probe);
                probe.start();
            }
            for (Thread probe : probes) {
                probe.join();
            }
            return well.get();
        }

        private void ask(SelfChecks checks, AtomicInteger well) {
            everybodyAsks.countDown();
            for (int probe = 0; probe < size / callers; probe++) {
                // The first waits for the storm longer than a probe would; the others come as probes do.
                boolean up = probe == 0
                        ? checks.verdict().status() == Verdict.Status.UP
                        : checks.answer("/self-check/ready", "*/*").status() == 200;
                if (up) {
                    well.incrementAndGet();
                }
            }
        }
    }
}
