package dev.operable.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it when its time is over, unless it is closed before; for code that knows no timeout. */
final class Alarm implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<Void> timer = new CompletableFuture<>();

    /** What follows the timer; nobody waits for it. */
    private final CompletableFuture<Void> ringing;

    private boolean closed;
    private boolean rang;

    private Alarm(Duration patience) {
        ringing = timer.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((nothing, late) -> ring(late != null));
    }

    static Alarm in(Duration patience) {
        return new Alarm(patience);
    }

    private synchronized void ring(boolean late) {
        if (late && !closed) {
            rang = true;
            thread.interrupt();
        }
    }

    synchronized boolean rang() {
        return rang;
    }

    /** From here on the thread is not interrupted by this, nor still counts as interrupted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (rang) {
                Thread.interrupted();
            }
        }
        if (!ringing.isDone()) {
            timer.complete(null);
        }
    }
}
