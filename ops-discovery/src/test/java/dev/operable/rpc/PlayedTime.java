package dev.operable.rpc;

import java.time.Duration;

/** A time that passes only when the test says so, or when the policy waits. */
final class PlayedTime implements Time {
    private long now = 1_000_000_000_000L;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void pause(long nanos) {
        now += nanos;
    }

    void pass(Duration duration) {
        pause(duration.toNanos());
    }
}
