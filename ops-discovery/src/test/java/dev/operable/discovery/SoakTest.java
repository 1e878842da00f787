package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Registrations and watches while the agent is killed, restarted and stopped at random. It takes about half a minute; the system
 * property {@code operable.soak} makes it longer, for example {@code 10m}, {@code operable.soak.calm} makes more time between two
 * outages, and {@code operable.soak.seed} repeats one.
 */
@WithConsul
class SoakTest {
    /** How many threads the pools of both clients may have more than after the first outage. */
    private static final int POOLS = 6;

    private static final Duration CONVERGED = Duration.ofSeconds(15);
    /** The two hold less than 1 MB; what is collected late and compiled late shall not count. */
    private static final long MOST_GROWTH = 8 << 20;

    private final Duration length =
            Duration.parse("PT" + System.getProperty("operable.soak", "6s").toUpperCase(Locale.ROOT));
    /** At most from the end of one outage, when all is as it should be, to the next. */
    private final Duration calm =
            Duration.parse("PT" + System.getProperty("operable.soak.calm", "3s").toUpperCase(Locale.ROOT));

    private final long seed = Long.getLong("operable.soak.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Duration> taken = new ArrayList<>();
    private int warnings;

    @Test
    void everythingIsAsItShouldBeSoonAfterEachOutage(ConsulAgent agent) throws IOException {
        System.out.println("The soak of " + length + " has the seed " + seed);
        try (Soak soak = new Soak(agent);
                Logged logged = new Logged()) {
            within(Duration.ofSeconds(20), "all are seen", () -> soak.seen(Instant.EPOCH) && soak.listed());
            soak.watchForGaps();
            // The first makes the threads and loads the classes of the bad times.
            outage(soak, agent, 0);
            int threads = threads();
            long memory = memory();
            long start = System.nanoTime();
            int round = 1;
            for (; System.nanoTime() - start < length.toNanos(); round++) {
                pause(upTo(calm));
                logged.clear();
                outage(soak, agent, round);
                assertThat(logged.warnings()).doesNotHaveDuplicates();
                warnings += logged.warnings().size();
                // The pools still fill up to their bounds, as with the first question for the leader; a leak has no
                // bound.
                assertThat(threads()).as("threads after round " + round).isLessThanOrEqualTo(threads + POOLS);
                soak.assertNoGap();
            }
            long grown = memory() - memory;
            System.out.printf(
                    "Soak: %d outages, converged after p50 %d ms, at most %d ms; threads %d, then %d; memory %d kB,"
                            + " %+d kB; %d warnings%n",
                    round,
                    taken.get(taken.size() / 2).toMillis(),
                    Collections.max(taken).toMillis(),
                    threads,
                    threads(),
                    memory / 1024,
                    grown / 1024,
                    warnings);
            assertThat(grown).isLessThan(MOST_GROWTH);
        }
    }

    /** One of the services is released anew meanwhile. */
    private void outage(Soak soak, ConsulAgent agent, int round) {
        int kind = round == 0 ? 0 : random.nextInt(3);
        Duration away = upTo(shorter(length.dividedBy(10), Duration.ofSeconds(5)));
        int service = round % Soak.SERVICES;
        Instant back = Instant.EPOCH;
        if (kind == 0) {
            agent.pause();
        } else {
            agent.kill();
        }
        try {
            if (kind < 2) {
                pause(away);
            }
            soak.release(service, "r" + round);
        } finally {
            if (kind == 0) {
                agent.resume();
            } else {
                back = Instant.now();
                agent.start();
            }
        }
        Instant since = back;
        String what = "round " + round + " of seed " + seed + ": "
                + List.of("stopped", "killed", "killed and restarted").get(kind);
        taken.add(within(CONVERGED, what, () -> soak.seen(since) && soak.listed()));
        Collections.sort(taken);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis()));
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** Those of this module. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ops-consul"))
                .count();
    }

    private static long memory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
