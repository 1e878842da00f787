package dev.operable.samples.demo;

import dev.operable.samples.demo.Call.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the run showed.
 *
 * @param calls every short link that was followed
 * @param hits what the hits service counted
 * @param deadFor from the kill until no call went to the killed instance any more
 */
record Outcome(List<Call> calls, long hits, Duration deadFor) {
    Outcome {
        calls = List.copyOf(calls);
    }

    long failed() {
        return calls.stream().filter(Call::failed).count();
    }

    int count(Phase phase) {
        return latencies(phase).count();
    }

    private Latencies latencies(Phase phase) {
        return new Latencies(calls.stream()
                .filter(call -> call.phase() == phase)
                .map(Call::took)
                .toList());
    }

    /** The table, each line ended. */
    String table() {
        Latencies before = latencies(Phase.BEFORE);
        Latencies during = latencies(Phase.DURING);
        Latencies after = latencies(Phase.AFTER);
        return line("calls", String.valueOf(calls.size()), "", "")
                + line("failed calls", String.valueOf(failed()), "", "")
                + line("hits counted", String.valueOf(hits), "", "")
                + line("s until no call went to the killed instance", seconds(deadFor), "", "")
                + line("", "before", "during", "after")
                + line(
                        "calls",
                        String.valueOf(before.count()),
                        String.valueOf(during.count()),
                        String.valueOf(after.count()))
                + line("p50 ms", millis(before, 50), millis(during, 50), millis(after, 50))
                + line("p99 ms", millis(before, 99), millis(during, 99), millis(after, 99));
    }

    private static String line(String name, String first, String second, String third) {
        return String.format(Locale.ROOT, "%-44s%10s%10s%10s", name, first, second, third)
                        .stripTrailing() + "\n";
    }

    private static String millis(Latencies latencies, double percent) {
        if (latencies.count() == 0) {
            return "-";
        }
        return String.format(Locale.ROOT, "%.1f", latencies.percentile(percent).toNanos() / 1e6);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1000.0);
    }
}
