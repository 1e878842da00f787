package dev.operable.health;

/**
 * What a check is known to be.
 *
 * @param untilNanos until when it serves, on the monotonic clock
 * @param current false: the check runs for so long that this is older than it should be, or no result at all
 */
record Known(CheckOutcome outcome, long untilNanos, boolean current) {
    Known stale() {
        return new Known(outcome, untilNanos, false);
    }

    boolean serves(long nowNanos) {
        return nowNanos - untilNanos < 0;
    }
}
