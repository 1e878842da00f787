package dev.operable.health;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check, on one thread at most, and remembers what it found. Whoever asks during a run gets that run's result;
 * whoever asks while a run is overdue is told at once that it hangs, and no second run starts beside it.
 */
final class CheckRunner {
    /** As good as for ever: the result of a background check serves until the next. */
    private static final long UNTIL_THE_NEXT = TimeUnit.DAYS.toNanos(365);

    private final CheckDefinition definition;
    private final Surroundings around;
    private final Timer durations;

    /** Guarded by this. */
    private final CheckMemory memory;

    /** Guarded by this: the run that is in the code of the check. */
    private @Nullable CheckAttempt running;

    /** Guarded by this: the background runs, if it has any. */
    private @Nullable Future<?> schedule;

    /** Guarded by this. */
    private boolean closed;

    private volatile @Nullable Known last;

    CheckRunner(CheckDefinition definition, Surroundings around, Timer durations) {
        this.definition = definition;
        this.around = around;
        this.durations = durations;
        this.memory = new CheckMemory(definition);
    }

    CheckDefinition definition() {
        return definition;
    }

    /** Begins the background runs of a check that has an interval. */
    synchronized void start() {
        if (definition.inBackground() && schedule == null && !closed) {
            long nanos = definition.every().toNanos();
            schedule = around.scheduler().scheduleWithFixedDelay(this::tick, 0, nanos, TimeUnit.NANOSECONDS);
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

    synchronized CheckHistory history() {
        return memory.history();
    }

    /** Whether a thread of this check is there, working or hung. */
    synchronized boolean busy() {
        return running != null;
    }

    /** What is known, or what the run in progress will find. */
    Pending ask() {
        Known known = last;
        if (known != null && known.serves(around.nanoTime().getAsLong())) {
            return new Pending(known, null);
        }
        synchronized (this) {
            known = last;
            if (known != null && (closed || known.serves(around.nanoTime().getAsLong()))) {
                return new Pending(known, null);
            }
            if (closed) {
                return new Pending(provisional("the checks were closed before this one ran"), null);
            }
            if (running != null && running.hangs()) {
                running.stillHangs();
                return new Pending(last, null);
            }
            if (running == null) {
                begin();
            }
            return running == null ? new Pending(last, null) : new Pending(known, running);
        }
    }

    /** Runs the check, unless it runs still; then, if that hangs, counts one failure more. */
    private synchronized void tick() {
        if (running != null) {
            running.stillHangs();
        } else if (!closed) {
            begin();
        }
    }

    private void begin() {
        running = new CheckAttempt(this, definition, around);
        running.start();
    }

    void close() {
        synchronized (this) {
            closed = true;
            if (schedule != null) {
                schedule.cancel(false);
            }
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** Nothing of the check runs any more on the thread of the attempt, or it never began. */
    synchronized void ended(CheckAttempt attempt) {
        if (running == attempt) {
            running = null;
        }
    }

    Known known() {
        return Objects.requireNonNull(last, "known before the first result");
    }

    /**
     * Remembers a result; the caller holds this runner's lock.
     *
     * @param amends whether the same run has given a result already
     */
    CheckMemory.Recorded record(CheckResult result, boolean hung, boolean amends, Duration took) {
        Instant now = around.clock().instant();
        if (!amends) {
            durations.record(took);
        }
        CheckMemory.Recorded recorded =
                amends ? memory.amend(result, took, now) : memory.record(result, hung, took, now);
        long serves =
                definition.inBackground() ? UNTIL_THE_NEXT : definition.cache().toNanos();
        last = new Known(recorded.outcome(), around.nanoTime().getAsLong() + serves, true);
        recorded.change().ifPresent(around.changes()::tell);
        around.recorded().run();
        return recorded;
    }

    /** For want of a result: nothing that is known of a check speaks for it. */
    Known provisional(String reason) {
        Instant now = around.clock().instant();
        CheckOutcome outcome = new CheckOutcome(
                definition, CheckResult.Status.FAIL, CheckResult.fail(reason), false, Duration.ZERO, now, now);
        return new Known(outcome, around.nanoTime().getAsLong(), false);
    }
}
