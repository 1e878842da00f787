package dev.operable.core.lifecycle;

import java.time.Duration;

/** What a stopping service does, in this order. */
public enum StopPhase {
    /** Readiness turns to 503; liveness stays as it is. 1 s. */
    UNREADY(Duration.ofSeconds(1)),
    /** The service leaves discovery. 2 s: two tries of 1 s. */
    DEREGISTER(Duration.ofSeconds(2)),
    /** The service goes on serving, while its callers find out. As long as {@link StopSettings#linger()}. */
    LINGER(Duration.ZERO),
    /** Nothing new is begun in the background; leases are released. 1 s. */
    STOP_WORK(Duration.ofSeconds(1)),
    /** The listener closes, and what is being answered is finished. At most {@link StopSettings#drain()}. */
    DRAIN(Duration.ZERO),
    /** What is still running is cancelled. 1 s. */
    CANCEL(Duration.ofSeconds(1)),
    /** Logs and errors are sent. 2 s. */
    FLUSH(Duration.ofSeconds(2));

    private final Duration limit;

    StopPhase(Duration limit) {
        this.limit = limit;
    }

    Duration limit(StopSettings settings) {
        return switch (this) {
            case LINGER -> settings.linger();
            case DRAIN -> settings.drain();
            default -> limit;
        };
    }
}
