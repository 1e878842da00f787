package dev.operable.core.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request, from the first byte of its head to the last one of its answer, and the time that is left to it. */
final class Turn {
    private final Turns.Limits limits;
    private final ScheduledExecutorService timer;
    private final Thread thread = Thread.currentThread();
    private final long begun = System.nanoTime();
    private State state = State.ARRIVING; // guarded by this, as the next
    private @Nullable Future<?> limit;

    private enum State {
        ARRIVING,
        ANSWERED,
        STREAMED,
        CUT,
        OVER
    }

    /** What is done with the connection. */
    interface Exchange {
        void run() throws IOException;
    }

    Turn(Turns.Limits limits, ScheduledExecutorService timer) {
        this.limits = limits;
        this.timer = timer;
    }

    void begin() {
        limit(limits.arrival());
    }

    /** Its head is there. */
    synchronized void arrived() {
        if (state == State.ARRIVING) {
            state = State.ANSWERED;
            limit(limits.whole());
        }
    }

    /** Its answer has no end; only each step of it has a limit. */
    synchronized void stream() {
        if (state == State.ANSWERED) {
            state = State.STREAMED;
            unlimit();
        }
    }

    /** One step of a stream. */
    void within(Duration most, Exchange step) throws IOException {
        limit(most);
        try {
            step.run();
        } finally {
            unlimit();
        }
    }

    synchronized boolean isArriving() {
        return state == State.ARRIVING;
    }

    /** Whether it has had its time, if there are others. */
    synchronized boolean mayGo(long bornBefore) {
        return state == State.ANSWERED && begun - bornBefore < 0;
    }

    /** Closes the connection as soon as it is read from or written to. */
    synchronized void cut() {
        if (state != State.OVER && state != State.CUT) {
            state = State.CUT;
            thread.interrupt();
        }
    }

    /** The thread works for others now. */
    synchronized void end() {
        unlimit();
        state = State.OVER;
        if (Thread.interrupted() && timer.isShutdown()) {
            thread.interrupt(); // not meant for this request alone
        }
    }

    private synchronized void limit(Duration most) {
        unlimit();
        if (state == State.OVER || state == State.CUT) {
            return;
        }
        try {
            limit = timer.schedule(this::cut, most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            thread.interrupt();
        }
    }

    private synchronized void unlimit() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }
}
