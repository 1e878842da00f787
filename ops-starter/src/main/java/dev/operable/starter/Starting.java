package dev.operable.starter;

import dev.operable.core.lifecycle.StopPhase;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The start of a service: one step after the other in a thread of their own, each within its budget, which the thread that
 * wants the service watches. So a step that hangs cannot take the start along. Used once.
 */
final class Starting {
    /** For what comes before the first step. */
    private static final Budget BEGIN = new Budget(Duration.ofSeconds(10), "See what else this machine does.");

    private final String service;
    private final Stopping stopping;
    private String step = "begin"; // this and the next three: guarded by this
    private Budget budget = BEGIN;
    private long begin = System.nanoTime();
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
                starting.end();
            }
        };
        Thread thread = new Thread(task, "ops-start");
        thread.setDaemon(true);
        thread.start();
        try {
            starting.watch(thread);
            return task.get();
        } catch (ExecutionException failed) {
            throw starting.ended(starting.failed(Objects.requireNonNullElse(failed.getCause(), failed)), thread);
        } catch (TimeoutException hanging) {
            throw starting.ended(starting.hangs(hanging), thread);
        } catch (InterruptedException unwanted) {
            Thread.currentThread().interrupt();
            throw starting.ended(starting.failed(unwanted), thread);
        }
    }

    /** What the thread still opens afterwards is closed at once, for the stop has begun. */
    private StartException ended(StartException why, Thread thread) {
        stopping.stop();
        thread.interrupt();
        return why;
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
            step = name;
            budget = limit;
            begin = System.nanoTime();
            notifyAll();
        }
        if (stopping.begun()) {
            throw new IllegalStateException("The service was told to stop before this step.");
        }
    }

    private synchronized void end() {
        over = true;
        notifyAll();
    }

    /** Returns when the last step is done; a step that is not done in time is thrown, as the place where it hangs. */
    private synchronized void watch(Thread thread) throws InterruptedException, TimeoutException {
        while (!over) {
            long left = begin + budget.limit().toNanos() - System.nanoTime();
            if (left <= 0) {
                TimeoutException here = new TimeoutException("The thread " + thread.getName() + " was here.");
                here.setStackTrace(thread.getStackTrace());
                throw here;
            }
            // Rounded up, for a wait of 0 ms is one without an end.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    private synchronized StartException failed(Throwable why) {
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
