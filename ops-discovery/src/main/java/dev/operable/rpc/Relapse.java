package dev.operable.rpc;

/**
 * Sees that an instance is ill though it answers now and then: half of its last attempts failed, or one of the first after an
 * ejection did. Safe for use by many threads.
 */
final class Relapse {
    private final int row;
    private final int window;
    private int last;
    private int ejections;
    private int trial;
    /** Whether there is nothing to remember; nearly always. */
    private volatile boolean well = true;

    /** As many failures as eject in a row, out of twice as many attempts. */
    Relapse(int row) {
        this.row = row;
        window = Math.min(Integer.SIZE - 1, 2 * row);
    }

    /** Told how each attempt ended; whether the instance is ill. */
    boolean ended(boolean failed) {
        return (failed || !well) && remember(failed);
    }

    private synchronized boolean remember(boolean failed) {
        last = (last << 1 | (failed ? 1 : 0)) & ((1 << window) - 1);
        boolean onTrial = trial > 0;
        if (onTrial && !failed && --trial == 0) {
            ejections = 0;
        }
        well = last == 0 && trial == 0;
        return failed && (onTrial || Integer.bitCount(last) >= row);
    }

    /** Told of each ejection; how many there were without a time of health between. */
    synchronized int ejected() {
        trial = window;
        last = 0;
        well = false;
        return ++ejections;
    }

    /** It could not be ejected. */
    synchronized void forget() {
        trial = 0;
        ejections = 0;
    }

    synchronized int failures() {
        return Integer.bitCount(last);
    }
}
