package dev.operable.discovery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the pause of a watch whose view seems to be out of date: at once, and a second after the last time at the earliest, so
 * that refused connections, however many, do not become as many questions. A wish that comes too early is kept until then.
 * While a question is open none is needed. Safe for use by many threads.
 */
final class Hurry {
    private static final Duration APART = Duration.ofSeconds(1);

    private final AsyncLoop loop;
    private final ConsulTransport transport;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long last = System.nanoTime() - APART.toNanos();

    Hurry(AsyncLoop loop, ConsulTransport transport) {
        this.loop = loop;
        this.transport = transport;
    }

    void please() {
        if (loop.pausing() && due.compareAndSet(false, true)) {
            long wait = last + APART.toNanos() - System.nanoTime();
            transport.after(wait > 0 ? Duration.ofNanos(wait) : Duration.ZERO, this::now);
        }
    }

    private void now() {
        last = System.nanoTime();
        due.set(false);
        loop.goOn();
    }
}
