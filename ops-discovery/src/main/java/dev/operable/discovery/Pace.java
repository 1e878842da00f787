package dev.operable.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The times by which registrations and watches go.
 *
 * @param reconcile between two looks at what the agent has, give or take a fifth
 * @param firstBackoff before the first retry
 * @param mostBackoff before any retry
 * @param mostUnreachable before any retry when nothing listens
 * @param keepEmpty how long the last instances stay when Consul lists none at all any more
 */
record Pace(
        Duration reconcile, Duration firstBackoff, Duration mostBackoff, Duration mostUnreachable, Duration keepEmpty) {
    static final Pace USUAL = new Pace(
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(4),
            Duration.ofSeconds(30));

    Backoff backoff() {
        return new Backoff(firstBackoff, mostBackoff, mostUnreachable, RandomGenerator.getDefault());
    }

    /** The same with no pause between two rounds, nor before a retry, that is longer than this. */
    Pace within(Duration most) {
        return new Pace(
                shorter(reconcile, most),
                shorter(firstBackoff, most),
                shorter(mostBackoff, most),
                shorter(mostUnreachable, most),
                keepEmpty);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
