package dev.operable.core.lifecycle;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How a worker's runs went: how many failed in a row, and whether that is a crash loop. Safe for use by many threads. */
final class CrashLoop {
    private final RestartPolicy policy;
    private final LongSupplier nanoTime;
    private boolean running; // this and the next three: guarded by this
    private long since;
    private int failures;
    private @Nullable Throwable last;

    CrashLoop(RestartPolicy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
    }

    synchronized void begins() {
        running = true;
        since = nanoTime.getAsLong();
    }

    synchronized void stopped() {
        running = false;
    }

    /** Counts a run that failed; returns how many did in a row. */
    synchronized int failed(Throwable failure) {
        failures = well() ? 1 : failures + 1;
        running = false;
        last = failure;
        return failures;
    }

    synchronized boolean running() {
        return running;
    }

    /** For people; empty when there is no crash loop. */
    synchronized Optional<String> problem() {
        return policy.loops(failures) && !well()
                ? Optional.of("failed " + failures + " times in a row, the last time with " + last + "; " + outlook())
                : Optional.empty();
    }

    private String outlook() {
        if (failures >= policy.endsAfter()) {
            return "the service ends";
        }
        return policy.endsAfter() == Integer.MAX_VALUE
                ? "it is started again and again"
                : "the service ends after " + policy.endsAfter();
    }

    private boolean well() {
        return running && nanoTime.getAsLong() - since >= policy.healthyAfter().toNanos();
    }
}
