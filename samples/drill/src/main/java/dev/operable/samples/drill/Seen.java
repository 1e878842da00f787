package dev.operable.samples.drill;

import dev.operable.samples.drill.OpenLoop.Done;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was seen in a drill.
 *
 * @param before the calls before the fault
 * @param during those from its beginning on
 * @param atServers how many requests the servers counted
 * @param postsTwice how many POSTs without an idempotency key reached servers more than once
 * @param atBad how many attempts were made at the bad instance from the fault on
 * @param lastAtBad when the last of them was, from the fault on
 */
record Seen(
        Fault fault,
        List<Done> before,
        List<Done> during,
        long atServers,
        long postsTwice,
        long atBad,
        Duration lastAtBad) {
    static final double MOST_TRAFFIC = 1.15;

    double traffic() {
        return (double) atServers / Math.max(1, before.size() + during.size());
    }

    double shareOfBad() {
        return (double) atBad / Math.max(1, during.size());
    }

    List<Done> failed() {
        return Stream.concat(before.stream(), during.stream())
                .filter(Done::failed)
                .toList();
    }

    long failedPosts() {
        return failed().stream().filter(Done::post).count();
    }

    double slower() {
        double was = Latencies.of(before).percentile(99).toNanos();
        return was == 0 ? 0 : Latencies.of(during).percentile(99).toNanos() / was;
    }
}
