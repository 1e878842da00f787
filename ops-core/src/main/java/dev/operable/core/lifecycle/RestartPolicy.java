package dev.operable.core.lifecycle;

import dev.operable.config.Check;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a worker that failed is started again, and when it is given up. Immutable.
 *
 * @param firstWait before the first restart; doubled with each failure in a row. Half of each wait is random, so that the
 *     instances of a service do not come back together
 * @param longestWait no wait is longer
 * @param healthyAfter a run that lasted this long was well: the count of failures in a row begins anew
 * @param endsAfter with how many failures in a row the worker is given up; {@link Integer#MAX_VALUE} for never
 */
public record RestartPolicy(Duration firstWait, Duration longestWait, Duration healthyAfter, int endsAfter) {
    /** Two failures may be an accident. */
    private static final int LOOPS_AFTER = 3;

    public RestartPolicy {
        Check.positive("firstWait", firstWait);
        Check.positive("healthyAfter", healthyAfter);
        Check.that("longestWait", longestWait.compareTo(firstWait) >= 0, "must not be shorter than firstWait");
        Check.positive("endsAfter", endsAfter);
    }

    /**
     * Waits from 1 s to 1 min, a run of 1 min is well, 15 failures in a row are the end: that is after 5 to 9 minutes, longer
     * than a database or a queue takes to change its leader.
     */
    public static RestartPolicy defaults() {
        return new RestartPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1), 15);
    }

    /** The same, ended after so many failures in a row. */
    public RestartPolicy endsAfter(int failures) {
        return new RestartPolicy(firstWait, longestWait, healthyAfter, failures);
    }

    Duration waitAfter(int failures, RandomGenerator random) {
        long full = firstWait.toNanos();
        for (int doubled = 1; doubled < failures && full < longestWait.toNanos(); doubled++) {
            full *= 2;
        }
        full = Math.min(full, longestWait.toNanos());
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }

    /** Whether so many failures in a row are a crash loop, of which the self-check tells. */
    boolean loops(int failures) {
        return failures >= Math.min(LOOPS_AFTER, endsAfter);
    }
}
