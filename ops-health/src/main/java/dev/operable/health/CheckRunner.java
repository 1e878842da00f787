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
    private final CheckDefinition definition;
    private final Surroundings around;
    private final Timer durations;

    /** Guarded by this. */
    private final CheckMemory memory;

    /** Guarded by this: the run that is in the code of the check. */
    private @Nullable CheckAttempt running;

    /** Guarded by this: the next run in the background, if it has any. */
    private @Nullable Future<?> next;

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
        if (next == null) {
            tickIn(Duration.ZERO);
        }
    }

    /** The caller holds this runner's lock. */
    private void tickIn(Duration pause) {
        if (definition.inBackground() && !closed) {
            if (next != null) {
                next.cancel(false);
            }
            next = around.scheduler().schedule(this::tick, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** 1 passes, 0.5 degraded, 0 fails, NaN before the first result and where the last is too old. Never runs the check. */
    double level() {
        Known known = last;
        long now = around.nanoTime().getAsLong();
        if (known == null || !(known.tells(now) || known.serves(now))) {
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

    /**
     * What is known, or what the run in progress will find.
     *
     * @param askedNanos from when on the time of a run counts that begins for this
     */
    Pending ask(long askedNanos) {
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
            if (running != null && running.isOnThisThread()) {
                throw new IllegalStateException("The check \"" + definition.name() + "\" of " + definition.origin()
                        + " asks the self-checks that it is one of, and would wait for itself. Let it ask what it needs"
                        + " directly.");
            }
            if (running == null) {
                begin(askedNanos);
            }
            return running == null ? new Pending(last, null) : new Pending(known, running);
        }
    }

    /** Runs the check, unless it runs still; then, if that hangs, counts one failure more. Whatever ends a run sets the next. */
    private synchronized void tick() {
        if (closed) {
            return;
        }
        if (running == null) {
            begin(around.nanoTime().getAsLong());
        } else if (running.hangs()) {
            tickIn(definition.every());
            running.stillHangs();
        }
    }

    private void begin(long nanos) {
        running = new CheckAttempt(this, definition, around, nanos);
        running.start();
    }

    void close() {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel(false);
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
            tickIn(definition.every());
        }
    }

    /** The attempt is given up; the caller holds this runner's lock. */
    void hangs() {
        tickIn(definition.every());
    }

    Known known() {
        return Objects.requireNonNull(last, "known before the first result");
    }

    /**
     * Remembers a result; the caller holds this runner's lock.
     *
     * @param error what was thrown, if that was the reason
     */
    void record(CheckResult result, Ending ending, Duration took, @Nullable Throwable error) {
        if (ending == Ending.CAME_BACK || ending == Ending.GIVEN_UP) {
            durations.record(ending.hung() ? definition.timeout() : took);
        }
        CheckMemory.Recorded recorded =
                memory.record(result, ending, took, around.clock().instant());
        long now = around.nanoTime().getAsLong();
        last = new Known(recorded.outcome(), now, now + definition.serves().toNanos(), true);
        recorded.change().ifPresent(change -> around.changes().tell(new StateChanges.News(definition, change, error)));
        around.recorded().run();
    }

    /** For want of a result: nothing that is known of a check speaks for it. */
    Known provisional(String reason) {
        Instant now = around.clock().instant();
        CheckOutcome outcome = new CheckOutcome(
                definition, CheckResult.Status.FAIL, CheckResult.fail(reason), false, Duration.ZERO, now, now);
        long nanos = around.nanoTime().getAsLong();
        return new Known(outcome, nanos, nanos, false);
    }
}
