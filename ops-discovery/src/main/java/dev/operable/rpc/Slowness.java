package dev.operable.rpc;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many times as long as usual an instance takes: a peak EWMA, as Finagle's balancer has it, of the logarithm of each
 * answer's time beside the usual one. Below the limit it is smoothed by an eighth (as RFC 6298 smooths round trips), so that one
 * pause of a garbage collector changes little. From the limit on a slow answer is believed at once, and what was seen is
 * forgotten with a time constant of 5 s, so that an instance that gets no calls is tried again after 10 s at the most. Safe for
 * use by many threads; costs a memory read while the instance is not slow.
 */
final class Slowness {
    private static final double SMOOTHED = 1 / 8.0;
    private static final double FORGOTTEN_NANOS = 5e9;
    /** More than this says nothing more, and would take longer to forget. */
    private static final double MOST = Math.log(100);

    private final double limit;
    private final Time time;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile double level;
    private volatile long at;
    private volatile boolean slow;

    /**
     * Begins as an instance that is not slow.
     *
     * @param times an instance that takes so many times as long as usual is slow; 0 if none ever is
     */
    Slowness(int times, Time time) {
        this.limit = times == 0 ? Double.POSITIVE_INFINITY : Math.log(times);
        this.time = time;
        at = time.nanos();
    }

    /** What its load counts times; 1 as long as it is not slow. */
    double times() {
        if (!slow) {
            return 1;
        }
        double now = levelAt(time.nanos());
        return now < limit ? 1 : Math.exp(now);
    }

    /** Told the time that was waited in vain: it proves nothing unless it was long. */
    void tookAtLeast(double timesTheUsual) {
        if (Math.log(timesTheUsual) >= limit) {
            took(timesTheUsual);
        }
    }

    /** Told the time of an answer as a multiple of the usual. */
    void took(double timesTheUsual) {
        // One of many that come at the same moment is enough.
        if (busy.compareAndSet(false, true)) {
            try {
                learn(Math.max(-MOST, Math.min(MOST, Math.log(timesTheUsual))));
            } finally {
                busy.set(false);
            }
        }
    }

    private void learn(double sample) {
        long now = time.nanos();
        double before = slow ? levelAt(now) : level;
        double smoothed = before + SMOOTHED * (sample - before);
        if (sample < limit) {
            slow = slow && smoothed >= limit / 2;
        } else if (slow) {
            smoothed = Math.max(before, sample);
        } else {
            slow = smoothed >= limit;
        }
        level = smoothed;
        at = now;
    }

    private double levelAt(long now) {
        return level * Math.exp((at - now) / FORGOTTEN_NANOS);
    }
}
