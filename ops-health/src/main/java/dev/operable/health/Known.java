package dev.operable.health;

import java.util.concurrent.TimeUnit;

/**
 * What a check is known to be.
 *
 * @param atNanos when it became known, on the monotonic clock
 * @param untilNanos until when it serves, on the same
 * @param current false: the check runs for so long that this is older than it should be, or no result at all
 */
record Known(CheckOutcome outcome, long atNanos, long untilNanos, boolean current) {
    /** The same with its age, for want of a newer one. */
    Known stale(long nowNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nowNanos - atNanos);
        CheckOutcome aged = new CheckOutcome(
                outcome.check(),
                outcome.status(),
                outcome.result().with("resultAgeSeconds", seconds),
                outcome.hung(),
                outcome.took(),
                outcome.at(),
                outcome.since());
        return new Known(aged, atNanos, untilNanos, false);
    }

    boolean serves(long nowNanos) {
        return nowNanos - untilNanos < 0;
    }

    /** Whether it still tells something while there is no newer result. */
    boolean tells(long nowNanos) {
        return nowNanos - atNanos <= outcome.check().tellsFor().toNanos();
    }
}
