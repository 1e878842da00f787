package dev.operable.core.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Until when an answer is waited for, in the monotonic time of this process. What travels is the time left, since clocks of
 * two machines differ.
 */
record Deadline(long nanoTime) {
    /** Eleven digits are three years. Longer is no patience that anybody has. */
    private static final int MAX_DIGITS = 11;

    /** What the header says, or null if it says nothing, or nothing sensible. */
    static @Nullable Deadline parse(List<String> headers, long arrivedNanos) {
        if (headers.size() != 1) {
            return null;
        }
        String text = headers.get(0);
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return null;
        }
        long millis = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            millis = millis * 10 + (c - '0');
        }
        return new Deadline(arrivedNanos + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
