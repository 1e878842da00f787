package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A point in time that several steps share. */
final class Deadline {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Duration patience;
    private final long endNanos;

    private Deadline(Duration patience) {
        this.patience = patience;
        this.endNanos = System.nanoTime() + patience.toNanos();
    }

    static Deadline in(Duration patience) {
        return new Deadline(patience);
    }

    /** At least 1, as 0 means for ever to a socket. */
    int millisLeft() throws SocketTimeoutException {
        long left = endNanos - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer within " + text(patience));
        }
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / NANOS_PER_MILLI));
    }

    Duration patience() {
        return patience;
    }
}
