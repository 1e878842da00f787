package dev.operable.rpc;

/**
 * The recent failures of an instance as a number: one more for each failure up to 10, halved by each success and by each 5 s.
 * A longer half-life starves an instance that has recovered. Safe for use by many threads; costs nothing while all is well.
 */
final class FailureScore {
    private static final int MOST = 10;
    private static final double HALF_LIFE_NANOS = 5e9;
    /** Less than half a call in flight: without this end an instance would stay behind one that never failed for ever. */
    private static final double FORGOTTEN = 0.5;

    private static final Mark NONE = new Mark(0, 0);

    private record Mark(double value, long at) {
        double valueAt(long nanos) {
            return value * Math.pow(0.5, (nanos - at) / HALF_LIFE_NANOS);
        }
    }

    private final int most;
    private final Time time;
    private volatile Mark mark = NONE;

    FailureScore(Time time) {
        this(MOST, time);
    }

    FailureScore(int most, Time time) {
        this.most = most;
        this.time = time;
    }

    double value() {
        Mark last = mark;
        if (last.value == 0) {
            return 0;
        }
        double now = last.valueAt(time.nanos());
        return now < FORGOTTEN ? 0 : now;
    }

    synchronized void failed() {
        long now = time.nanos();
        mark = new Mark(Math.min(most, mark.valueAt(now) + 1), now);
    }

    void succeeded() {
        if (mark.value > 0) {
            halve();
        }
    }

    private synchronized void halve() {
        long now = time.nanos();
        double half = mark.valueAt(now) / 2;
        mark = half < FORGOTTEN ? NONE : new Mark(half, now);
    }
}
