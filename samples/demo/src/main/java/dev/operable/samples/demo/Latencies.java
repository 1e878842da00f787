package dev.operable.samples.demo;

import java.time.Duration;
import java.util.List;

/** How long calls took. */
final class Latencies {
    private final List<Duration> sorted;

    Latencies(List<Duration> durations) {
        sorted = durations.stream().sorted().toList();
    }

    int count() {
        return sorted.size();
    }

    /**
     * The duration that so many percent of the calls did not exceed (nearest rank, so it is always one that occurred);
     * zero when there were none.
     *
     * @param percent above 0, at most 100
     */
    Duration percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("The percentile " + percent + " is not above 0 and at most 100.");
        }
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent * sorted.size() / 100);
        return sorted.get(Math.max(1, rank) - 1);
    }
}
