package dev.operable.health;

import java.time.Duration;
import java.util.List;

/**
 * What is remembered of a check: the last 50 of its runs and of its changes. Immutable.
 *
 * @param runs the oldest first
 * @param changes the oldest first
 */
public record CheckHistory(List<CheckRun> runs, List<StateChange> changes) {
    public CheckHistory {
        runs = List.copyOf(runs);
        changes = List.copyOf(changes);
    }

    /** How often two runs in a row, of those remembered, found different things; thresholds do not hide them. */
    public int flaps() {
        int flaps = 0;
        for (int i = 1; i < runs.size(); i++) {
            if (runs.get(i).status() != runs.get(i - 1).status()) {
                flaps++;
            }
        }
        return flaps;
    }

    /**
     * The time that this share of the remembered runs did not exceed, by the nearest rank; zero before the first run. A run
     * that hung counts once, with the timeout, however long it hangs.
     *
     * @param share above 0, at most 1: 0.5 for the median, 1 for the longest
     */
    public Duration percentile(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("The share is " + share + ", which is not above 0 and at most 1.");
        }
        if (runs.isEmpty()) {
            return Duration.ZERO;
        }
        List<CheckRun> each = runs.stream().filter(run -> !run.again()).toList();
        // One that hangs for long is all that is remembered.
        List<CheckRun> counted = each.isEmpty() ? runs : each;
        List<Duration> sorted = counted.stream().map(CheckRun::took).sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
