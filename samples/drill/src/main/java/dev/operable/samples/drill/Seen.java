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
 * @param bad the address of the instance that was bad from the fault on; empty if none was
 * @param atBad how many attempts were made at the bad instance from the fault on
 * @param lastAtBad when the last of them was, from the fault on
 */
record Seen(
        Fault fault,
        List<Done> before,
        List<Done> during,
        long atServers,
        long postsTwice,
        String bad,
        long atBad,
        Duration lastAtBad) {
    static final double MOST_TRAFFIC = 1.15;

    /** On one machine, without a fault. Where it is more, other work decides what is seen. */
    private static final Duration ABSURD = Duration.ofMillis(100);

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

    /** Those under way at the instance that was killed: the service may have carried them out, so nothing sends them again. */
    List<Done> failedOnce() {
        String attempt = "after 1 attempt: " + bad + " ";
        return failed().stream()
                .filter(done -> !fault.sparesPosts()
                        && done.post()
                        && !bad.isEmpty()
                        && done.failure().contains(attempt)
                        && !done.failure().contains(attempt + "connect refused"))
                .toList();
    }

    /** Whether what is seen says more of the machine than of the calls. */
    boolean tooBusy() {
        return p99Before().compareTo(ABSURD) > 0;
    }

    Duration p99Before() {
        return Latencies.of(before).percentile(99);
    }

    double slower() {
        double was = p99Before().toNanos();
        return was == 0 ? 0 : Latencies.of(during).percentile(99).toNanos() / was;
    }
}
