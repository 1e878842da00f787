package dev.operable.core.lifecycle;

import dev.operable.core.errors.ErrorReporter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker that is kept running by a {@link Supervisor}. Safe for use by many threads. */
public final class Supervised {
    private static final Logger log = LoggerFactory.getLogger(Supervised.class);

    private final String name;
    private final Worker worker;
    private final RestartPolicy policy;
    private final ErrorReporter errors;
    private final Consumer<Supervised> givenUp;
    private final Runnable restarts;
    private final CrashLoop runs;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A worker that does not run yet.
     *
     * @param restarts counts one
     */
    Supervised(
            String name,
            Worker worker,
            RestartPolicy policy,
            ErrorReporter errors,
            Consumer<Supervised> givenUp,
            Runnable restarts,
            LongSupplier nanoTime) {
        this.name = name;
        this.worker = worker;
        this.policy = policy;
        this.errors = errors;
        this.givenUp = givenUp;
        this.restarts = restarts;
        this.runs = new CrashLoop(policy, nanoTime);
        this.thread = new Thread(this::keepRunning, "ops-worker-" + name);
        thread.setDaemon(true);
    }

    public String name() {
        return name;
    }

    /** Whether the worker is at work: neither waiting for its restart, nor given up, nor stopped. */
    public boolean running() {
        return runs.running();
    }

    /** Three failures in a row and more, and the last of them, for people; empty when the worker is well. */
    public Optional<String> problem() {
        return runs.problem();
    }

    void start() {
        thread.start();
    }

    /** Tells the worker to stop; it does so in its own time. */
    void stop() {
        stopped.countDown();
        thread.interrupt();
    }

    /** Waits until the worker has stopped, so long at the most; whether it has. */
    boolean join(Duration atMost) throws InterruptedException {
        // At least 1 ms, for a wait of 0 ms is one without an end.
        thread.join(Math.max(1, atMost.toMillis()));
        return !thread.isAlive();
    }

    private void keepRunning() {
        while (true) {
            Throwable failure = run();
            // Whatever interrupted the worker must not cut its wait short as well.
            Thread.interrupted();
            if (isStopped()) {
                runs.stopped();
                log.atDebug().setCause(failure).log("The worker {} stopped.", name);
                return;
            }
            int inARow = runs.failed(failure);
            if (inARow >= policy.endsAfter()) {
                tell(failure, inARow, Duration.ZERO);
                givenUp.accept(this);
                return;
            }
            Duration wait = policy.waitAfter(inARow, ThreadLocalRandom.current());
            tell(failure, inARow, wait);
            if (isStoppedWithin(wait)) {
                return;
            }
            restarts.run();
        }
    }

    /** One run; how it ended, which is a failure unless the worker was stopped. */
    private Throwable run() {
        runs.begins();
        try {
            worker.run();
            return new IllegalStateException(
                    "The worker " + name + " returned without having been told to stop. It works"
                            + " until its thread is interrupted: put its work into a loop.");
        } catch (Throwable failure) {
            return failure;
        }
    }

    private void tell(Throwable failure, int inARow, Duration wait) {
        try {
            var event =
                    log.atError().setCause(failure).addKeyValue("worker", name).addKeyValue("failures", inARow);
            if (wait.isZero()) {
                event.log("The worker {} failed {} times in a row and is given up: the service ends.", name, inARow);
            } else {
                event.addKeyValue("wait_ms", wait.toMillis()).log("The worker {} failed and is started again.", name);
            }
            errors.report(failure, "A worker failed.");
        } catch (Throwable untold) {
            // Out of memory, most likely: that the worker is started again matters more than that somebody hears of it.
            failure.addSuppressed(untold);
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private boolean isStoppedWithin(Duration wait) {
        try {
            return stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            return isStopped();
        }
    }
}
