package dev.operable.core.http;

import java.time.Duration;

/** The requests being answered now, and whether the service is saying goodbye. Safe for use by many threads. */
public final class InFlight {
    private int count;
    private boolean draining;
    private boolean diverting;

    /** How many requests are being answered. */
    public synchronized int count() {
        return count;
    }

    /** From now on callers are told, with {@code Connection: close}, to take their next request elsewhere. */
    public synchronized void drain() {
        draining = true;
    }

    /** Whether {@link #drain()} was called. */
    public synchronized boolean draining() {
        return draining;
    }

    /** Sends callers elsewhere as {@link #drain()} does, while the service is kept out of traffic and does not stop. */
    public synchronized void divert(boolean diverted) {
        diverting = diverted;
    }

    /** Whether callers are sent elsewhere, for one reason or the other. */
    public synchronized boolean sendsAway() {
        return draining || diverting;
    }

    /**
     * Waits until no request is being answered.
     *
     * @return whether that came to be within the time
     */
    public synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (count > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // Rounded up, for a wait of 0 ms is one without an end.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /** One more request, in a server that {@link IncomingFilter} is not made for. Followed by {@link #leave()}, always. */
    public synchronized void enter() {
        count++;
    }

    /** One request less. */
    public synchronized void leave() {
        if (--count == 0) {
            notifyAll();
        }
    }
}
