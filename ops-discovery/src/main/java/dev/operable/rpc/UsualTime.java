package dev.operable.rpc;

/**
 * How long a call of one kind usually takes at any instance: an estimate of the median that goes up a little with each longer
 * answer and down with each shorter one, so that no outlier moves it. Safe for use by many threads; an update that is lost
 * among many changes nothing.
 */
final class UsualTime {
    /** Before that nothing is usual. */
    private static final int FEWEST = 10;

    private static final int STEPS = 20;

    private volatile double nanos;
    private volatile int answers;

    /** How many times the usual this is; 1 as long as nothing is known. */
    double timesOf(long took) {
        return answers < FEWEST ? 1 : took / nanos;
    }

    void answeredIn(long took) {
        int n = answers;
        double usual = nanos;
        if (n == 0) {
            usual = took;
        } else {
            // Large steps first: the first answers of a process take many times as long as those to come.
            double step = 1 + 1.0 / Math.min(n, STEPS);
            usual = took > usual ? usual * step : usual / step;
        }
        nanos = Math.max(1, usual);
        if (n < STEPS) {
            answers = n + 1;
        }
    }
}
