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

    private final Runnable more;

    private Alarm(Duration patience, Runnable more) {
        this.more = more;
        ringing = timer.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((nothing, late) -> ring(late != null));
    }

    static Alarm in(Duration patience) {
        return in(patience, () -> {});
    }

    /** The second is done when it rings, and must not wait for anything: all timeouts of this JVM share that thread. */
    static Alarm in(Duration patience, Runnable more) {
        return new Alarm(patience, more);
    }

    private synchronized void ring(boolean late) {
        if (late && !closed) {
            rang = true;
            thread.interrupt();
            more.run();
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
