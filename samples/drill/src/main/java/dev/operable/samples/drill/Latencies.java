package dev.operable.samples.drill;

import dev.operable.samples.drill.OpenLoop.Done;
import java.time.Duration;
import java.util.List;

/** How long calls took, from the instant at which they were due. */
record Latencies(List<Duration> sorted) {
    static Latencies of(List<Done> calls) {
        return new Latencies(calls.stream().map(Done::took).sorted().toList());
    }

    /** What so many percent of the calls did not exceed (nearest rank); zero when there were none. */
    Duration percentile(double percent) {
        int rank = (int) Math.ceil(percent * sorted.size() / 100);
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(1, rank) - 1);
    }
}
