package dev.operable.discovery;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Holds a watch back when Consul's answers come one after the other. A token bucket: two answers are free, each 15 s
 * give one back. An empty bucket does not bring 15 s of blindness at once: the pause is 1 s at first and doubles with
 * each further answer, up to 15 s; up to 2 s soon after an outage, when all that the agent has forgotten is told to it
 * again. For one thread.
 */
final class ChurnLimit {
    private static final double BURST = 2;
    private static final double MOST_DEBT = 5;
    private static final double DEBT_AFTER_OUTAGE = 2;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFILL = Duration.ofSeconds(15);
    /** In this time everything is registered again and was found well. */
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private final LongSupplier nanos;
    private final RandomGenerator random;
    private double tokens = BURST;
    private long last;
    private long failed;

    ChurnLimit(LongSupplier nanos, RandomGenerator random) {
        this.nanos = nanos;
        this.random = random;
        this.last = nanos.getAsLong();
        this.failed = last - RECOVERY.toNanos();
    }

    /** Takes a token for an answer; how long to pause before the next question. */
    Duration answered() {
        long now = nanos.getAsLong();
        tokens = Math.min(BURST, tokens + (double) (now - last) / REFILL.toNanos());
        last = now;
        // Bounded and not forgiven: an agent that fails between any two answers shall not be asked without a pause.
        double most = now - failed < RECOVERY.toNanos() ? DEBT_AFTER_OUTAGE : MOST_DEBT;
        tokens = Math.max(-most, tokens - 1);
        if (tokens >= 0) {
            return Duration.ZERO;
        }
        double pause = Math.min((double) REFILL.toNanos(), FIRST_PAUSE.toNanos() * Math.pow(2, -tokens - 1));
        return Duration.ofNanos((long) (pause * (0.9 + 0.2 * random.nextDouble())));
    }

    /** There was no answer, or one of servers that have lost their history. */
    void failed() {
        failed = nanos.getAsLong();
    }
}
