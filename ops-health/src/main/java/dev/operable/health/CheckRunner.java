package dev.operable.health;

import dev.operable.core.Redaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check, on one thread at most, and remembers what it found. Whoever asks during a run gets that run's result;
 * whoever asks while a run is overdue is told at once that it hangs, and no second run starts beside it.
 */
final class CheckRunner {
    /** How long the result of an on-demand check serves. */
    static final Duration CACHE = Duration.ofSeconds(2);

    private final CheckDefinition definition;
    private final Redaction redaction;
    private final ScheduledExecutorService scheduler;
    private final StateChanges changes;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /** Guarded by this: the run whose thread has not ended yet. */
    private @Nullable Run running;

    /** Guarded by this: the background runs, if it has any. */
    private @Nullable Future<?> schedule;

    /** Guarded by this. */
    private boolean closed;

    private volatile @Nullable Known last;

    CheckRunner(
            CheckDefinition definition,
            Redaction redaction,
            ScheduledExecutorService scheduler,
            Clock clock,
            LongSupplier nanoTime) {
        this.definition = definition;
        this.redaction = redaction;
        this.scheduler = scheduler;
        this.changes = new StateChanges(definition.name());
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    CheckDefinition definition() {
        return definition;
    }

    /** Begins the background runs of a check that has an interval. */
    synchronized void start() {
        if (definition.inBackground() && schedule == null && !closed) {
            long nanos = definition.every().toNanos();
            schedule = scheduler.scheduleWithFixedDelay(this::tick, 0, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** 1 passes, 0.5 degraded, 0 fails, NaN before the first result. Never runs the check. */
    double level() {
        Known known = last;
        if (known == null) {
            return Double.NaN;
        }
        return switch (known.outcome().status()) {
            case PASS -> 1;
            case DEGRADED -> 0.5;
            case FAIL -> 0;
        };
    }

    /** The outcome that is known, or that of the run in progress, for which {@link Pending#await()} waits. */
    Pending ask() {
        Known known = last;
        if (known != null && serves(known)) {
            return known::outcome;
        }
        Run run;
        synchronized (this) {
            known = last;
            if (known != null && (closed || serves(known) || (running != null && running.settled.isDone()))) {
                return known::outcome;
            }
            if (closed) {
                return () ->
                        outcome(CheckResult.fail("the checks were closed before this one ran"), false, Duration.ZERO);
            }
            run = running;
            if (run == null) {
                run = new Run();
                running = run;
                run.start();
            }
        }
        return run;
    }

    /** Runs the check unless it is running still. */
    private void tick() {
        synchronized (this) {
            if (running != null || closed) {
                return;
            }
            running = new Run();
            running.start();
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
            if (schedule != null) {
                schedule.cancel(false);
            }
            if (running != null) {
                running.thread.interrupt();
            }
        }
    }

    private boolean serves(Known known) {
        return definition.inBackground() || nanoTime.getAsLong() - known.atNanos() < CACHE.toNanos();
    }

    private CheckOutcome outcome(CheckResult result, boolean hung, Duration took) {
        return new CheckOutcome(
                definition.name(),
                definition.criticality(),
                definition.probe(),
                result.shown(redaction),
                hung,
                took,
                clock.instant());
    }

    /** An outcome to wait for. */
    interface Pending {
        CheckOutcome await();
    }

    private record Known(CheckOutcome outcome, long atNanos) {}

    private final class Run implements Pending {
        private final CompletableFuture<CheckOutcome> settled = new CompletableFuture<>();
        private final long startedNanos = nanoTime.getAsLong();
        // The check must not see, nor keep alive, the thread locals of the probe that happened to start it.
        private final Thread thread = new Thread(null, this::run, "ops-check-" + definition.name(), 0, false);

        /** Guarded by the runner: gives this run up even if nobody waits for it. */
        private @Nullable Future<?> alarm;

        void start() {
            thread.setDaemon(true);
            try {
                thread.start();
                alarm = scheduler.schedule(this::giveUp, definition.timeout().toNanos(), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError noThread) {
                settle(CheckResult.fail("no thread to run it: " + noThread.getMessage()), false, noThread);
                running = null;
            }
        }

        private void run() {
            try {
                CheckResult result = definition.check().run();
                settle(result == null ? CheckResult.fail("returned null") : result, false, null);
            } catch (Throwable failure) {
                // Whatever a check throws, Errors and interrupts included, is that check's failure and nobody else's.
                settle(CheckResult.fail(failure.toString()), false, failure);
            } finally {
                synchronized (CheckRunner.this) {
                    running = null;
                }
            }
        }

        @Override
        public CheckOutcome await() {
            try {
                long elapsed = nanoTime.getAsLong() - startedNanos;
                return settled.get(definition.timeout().toNanos() - elapsed, TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                giveUp();
                return settled.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return outcome(CheckResult.fail("the probe was interrupted"), false, Duration.ZERO);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void giveUp() {
            if (settled.isDone()) {
                return;
            }
            TimeoutException hung = new TimeoutException("no answer within " + definition.timeout());
            hung.setStackTrace(thread.getStackTrace());
            settle(new CheckResult(CheckResult.Status.FAIL, "hung: " + hung.getMessage(), Map.of()), true, hung);
        }

        /**
         * The first to settle wins: a success that comes after the timeout is too late to count. A failure that does so
         * still tells more than that the check hung.
         */
        private void settle(CheckResult result, boolean hung, @Nullable Throwable error) {
            CheckOutcome outcome;
            synchronized (CheckRunner.this) {
                boolean late = settled.isDone();
                if (late && (hung || result.status() != CheckResult.Status.FAIL)) {
                    return;
                }
                long now = nanoTime.getAsLong();
                outcome = outcome(result, hung, Duration.ofNanos(now - startedNanos));
                last = new Known(outcome, now);
                settled.complete(outcome);
                if (alarm != null) {
                    alarm.cancel(false);
                }
            }
            changes.saw(outcome, error);
        }
    }
}
