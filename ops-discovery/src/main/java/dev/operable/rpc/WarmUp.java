package dev.operable.rpc;

import java.time.Duration;

/**
 * Slow start of an instance that came while others were called: it begins with a tenth of its share and has all of it after a
 * while, since its caches are empty, its code is not compiled yet, and all callers learn of it at the same moment. Safe for use
 * by many threads; a memory read once it is over.
 */
final class WarmUp {
    static final double LEAST = 0.1;

    private final long nanos;
    private final Time time;
    private volatile boolean over = true;
    private volatile long began;

    WarmUp(Duration slowStart, Time time) {
        nanos = slowStart.toNanos();
        this.time = time;
    }

    void begin() {
        began = time.nanos();
        over = nanos == 0;
    }

    /** How much of its share it gets now, from {@link #LEAST} to 1. */
    double part() {
        if (over) {
            return 1;
        }
        double part = LEAST + (1 - LEAST) * (time.nanos() - began) / nanos;
        if (part >= 1) {
            over = true;
            return 1;
        }
        return part;
    }
}
