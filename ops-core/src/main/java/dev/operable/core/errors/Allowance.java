package dev.operable.core.errors;

import java.util.function.LongSupplier;

/** So many at once, and then so many a second: a token bucket. Safe for use by many threads. */
final class Allowance {
    private static final double NANOS = 1e9; // in a second

    private final int burst;
    private final double perSecond;
    private final LongSupplier nanos;
    private double tokens;
    private long filled;

    /** @param nanos a monotonic clock, {@code System::nanoTime} */
    Allowance(int burst, double perSecond, LongSupplier nanos) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.tokens = burst;
        this.filled = nanos.getAsLong();
    }

    synchronized boolean take() {
        long now = nanos.getAsLong();
        tokens = Math.min(burst, tokens + (now - filled) / NANOS * perSecond);
        filled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
