package dev.operable.starter;

import dev.operable.core.lifecycle.StopPhase;
import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a service: one step after the other in a thread of their own, each within its budget, which the thread that
 * wants the service watches. So a step that hangs cannot take the start along. Used once.
 */
final class Starting {
    private static final Logger log = LoggerFactory.getLogger(Starting.class);
    /** For what comes before the first step. */
    private static final Budget BEGIN = new Budget(Duration.ofSeconds(10), "See what else this machine does.");
    /** How long a stop waits for the step that it interrupts. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(1);

    private final String service;
    private final Stopping stopping;
    private final long began = System.nanoTime();
    private final StringJoiner timeline = new StringJoiner("; "); // this and the next four: guarded by this
    private String step = "begin";
    private Budget budget = BEGIN;
    private long since = began;
    private boolean over;

    private Starting(String service, Stopping stopping) {
        this.service = service;
        this.stopping = stopping;
    }

    /**
     * Starts all parts, or stops those that were started.
     *
     * @throws StartException if a step fails, is not done in time, or the process is told to end
     */
    static <T> T run(String service, Stopping stopping, Function<Starting, T> wiring) {
        Starting starting = new Starting(service, stopping);
        FutureTask<T> task = new FutureTask<>(() -> wiring.apply(starting)) {
            @Override
            protected void done() {
                starting.over();
            }
        };
        Thread thread = new Thread(task, "ops-start");
        // What the parts start inherits it: the thread of the admin endpoints keeps a service alive that has workers
        // alone.
        thread.setDaemon(Thread.currentThread().isDaemon());
        stopping.beginsWith(() -> cancel(thread));
        thread.start();
        try {
            starting.watch(thread);
            T started = task.get();
            starting.tell();
            return started;
        } catch (ExecutionException failed) {
            throw starting.takenBack(starting.failed(Objects.requireNonNullElse(failed.getCause(), failed)), thread);
        } catch (TimeoutException hanging) {
            throw starting.takenBack(starting.hangs(hanging), thread);
        } catch (InterruptedException unwanted) {
            Thread.currentThread().interrupt();
            throw starting.takenBack(starting.failed(unwanted), thread);
        } finally {
            stopping.beginsWith(() -> {});
        }
    }

    /** Does a step. */
    void step(String name, Budget limit, Runnable work) {
        enter(name, limit);
        work.run();
    }

    /** Starts a part and has it closed at the stop, or at once when the stop has begun, which then ends the start. */
    <T extends AutoCloseable> T part(StopPhase closedIn, String name, Budget limit, Supplier<T> part) {
        enter(name, limit);
        return stopping.closing(closedIn, name, part.get());
    }

    private void enter(String name, Budget limit) {
        synchronized (this) {
            note();
            step = name;
            budget = limit;
            notifyAll();
        }
        log.atDebug().log("Start: {}", name);
        if (stopping.begun()) {
            throw new IllegalStateException("The service was told to stop.");
        }
    }

    private synchronized void over() {
        note();
        over = true;
        notifyAll();
    }

    private synchronized void note() {
        long now = System.nanoTime();
        timeline.add(step + " " + TimeUnit.NANOSECONDS.toMillis(now - since) + " ms");
        since = now;
    }

    /** Returns when the last step is done; a step that is not done in time is thrown, as the place where it hangs. */
    private synchronized void watch(Thread thread) throws InterruptedException, TimeoutException {
        while (!over) {
            long left = since + budget.limit().toNanos() - System.nanoTime();
            if (left <= 0) {
                TimeoutException here = new TimeoutException("The thread " + thread.getName() + " was here.");
                here.setStackTrace(thread.getStackTrace());
                throw here;
            }
            // Rounded up, for a wait of 0 ms is one without an end.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    private synchronized void tell() {
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        log.atInfo()
                .addKeyValue("took_ms", took)
                .addKeyValue("timeline", timeline.toString())
                .log("Started in {} ms.", took);
    }

    /** Before the parts are closed, so that a step under way does not lose them under its hands, and none is half open. */
    private static void cancel(Thread thread) {
        thread.interrupt();
        try {
            thread.join(CANCEL_LIMIT.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the thread still opens afterwards is closed at once, for the stop has begun. */
    private StartException takenBack(StartException why, Thread thread) {
        cancel(thread);
        stopping.stop();
        return why;
    }

    private synchronized StartException failed(Throwable why) {
        if (stopping.begun()) {
            return StartException.toldToStop(service, step, why);
        }
        String message = why.getMessage();
        // The message of an Error is often no sentence, but the name of a class.
        String reason = why instanceof Exception && message != null ? message : why.toString();
        return new StartException(
                step, "The start of " + service + " failed at its step \"" + step + "\". " + reason, why);
    }

    private synchronized StartException hangs(TimeoutException where) {
        return new StartException(
                step,
                "The start of " + service + " hangs at its step \"" + step + "\", which may take " + budget.text()
                        + ". " + budget.fix() + " The cause of this shows what it waits for.",
                where);
    }
}
