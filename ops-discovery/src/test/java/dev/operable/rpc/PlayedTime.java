package dev.operable.rpc;

import java.time.Duration;

/** A time that passes only when the test says so, or when the policy waits. */
final class PlayedTime implements Time {
    static final long START = 1_000_000_000_000L;

    private long now = START;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void pause(long nanos) {
        now += nanos;
    }

    /** Nobody else runs, so what is waited for does not come. */
    @Override
    public Signal signal() {
        return new Signal() {
            @Override
            public void await(long nanos) {
                pause(nanos);
            }

            @Override
            public void send() {}
        };
    }

    void pass(Duration duration) {
        pause(duration.toNanos());
    }
}
