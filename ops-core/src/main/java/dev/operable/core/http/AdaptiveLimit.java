package dev.operable.core.http;

import java.util.concurrent.TimeUnit;

/**
 * How many requests may be answered at a time: additive increase, multiplicative decrease, as TCP finds the width of a path
 * (Chiu and Jain, 1989). It grows by one for each round of quick answers while it is made use of, and loses a tenth when an
 * answer was slow, once for all that were under way together. Safe for use by many threads.
 */
final class AdaptiveLimit {
    private static final int START = 20;
    private static final double DECREASE = 0.9;

    private final int most;
    private final long slowNanos;
    private double limit; // this and the next two: guarded by this
    private int taken;
    private long lastDecrease;

    AdaptiveLimit(int most, long slowNanos, long now) {
        this.most = most;
        this.slowNanos = slowNanos;
        this.limit = Math.min(START, most);
        this.lastDecrease = now - TimeUnit.DAYS.toNanos(1);
    }

    /** Takes a place; false if there is none. */
    synchronized boolean take() {
        if (taken >= (int) limit) {
            return false;
        }
        taken++;
        return true;
    }

    /**
     * Gives a place back.
     *
     * @param begin when it was taken
     * @param tells whether the time says something about the load; that of a stream of events does not
     */
    synchronized void give(long begin, long now, boolean tells) {
        boolean used = taken * 2 > (int) limit;
        taken--;
        if (!tells) {
            return;
        }
        if (now - begin > slowNanos) {
            // What began before the last decrease suffered from the limit as it was then.
            if (begin - lastDecrease > 0) {
                limit = Math.max(1, limit * DECREASE);
                lastDecrease = now;
            }
        } else if (used) {
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    synchronized int limit() {
        return (int) limit;
    }
}
