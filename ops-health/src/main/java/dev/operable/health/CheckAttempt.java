package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check on a thread of its own. It is given up when its time is over; the thread cannot be. Whoever claims it
 * first runs it: of the threads that it is handed to all but one return at once.
 */
final class CheckAttempt {
    private final CheckRunner runner;
    private final CheckDefinition definition;
    private final Surroundings around;
    private final CompletableFuture<Known> settled = new CompletableFuture<>();
    private final long startedNanos;
    private final Instant started;
    private final AtomicBoolean claimed = new AtomicBoolean();

    /** The one that is in the code of the check, or was. */
    private volatile @Nullable Thread thread;

    private volatile boolean interrupted;

    /** Guarded by the runner: given up, and not back since. */
    private boolean hangs;

    /** Guarded by the runner: gives this attempt up even if nobody waits for it. */
    private @Nullable Future<?> alarm;

    CheckAttempt(CheckRunner runner, CheckDefinition definition, Surroundings around) {
        this.runner = runner;
        this.definition = definition;
        this.around = around;
        this.startedNanos = around.nanoTime().getAsLong();
        this.started = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Called with the runner's lock. */
    void start() {
        try {
            // In this order: an attempt that failed to start must not leave a thread behind.
            long most = definition.timeout().toNanos();
            alarm = around.scheduler().schedule(this::giveUp, most, TimeUnit.NANOSECONDS);
            around.threads().start("ops-check-" + definition.name(), this::run, around.scheduler(), most / 2);
        } catch (OutOfMemoryError noThread) {
            notStarted("no thread to run it: ", noThread);
        } catch (RuntimeException | Error refused) {
            notStarted("it cannot be run: ", refused);
        }
    }

    private void notStarted(String why, Throwable refused) {
        if (claimed.compareAndSet(false, true)) {
            settle(CheckResult.fail(why + Shown.text(refused)), false, refused);
        }
    }

    /** Whether it was given up and has not come back; called with the runner's lock. */
    boolean hangs() {
        return hangs;
    }

    void interrupt() {
        interrupted = true;
        Thread one = thread;
        if (one != null) {
            one.interrupt();
        }
    }

    private void run() {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        thread = Thread.currentThread();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            CheckResult result = definition.check().run();
            settle(result == null ? CheckResult.fail("returned null") : result, false, null);
        } catch (Throwable failure) {
            // Whatever a check throws, Errors and interrupts included, is that check's failure and nobody else's.
            settle(CheckResult.fail(Shown.text(failure)), false, failure);
        } finally {
            runner.ended(this);
        }
    }

    /** The result, or after the patience what was known before, or that nothing is known yet. */
    Known await(@Nullable Known before, long patienceNanos) {
        long elapsed = around.nanoTime().getAsLong() - startedNanos;
        long left = definition.timeout().toNanos() - elapsed;
        try {
            return settled.get(Math.min(left, patienceNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (left <= patienceNanos) {
                giveUp();
                return settled.join();
            }
            return meanwhile(before, around.nanoTime().getAsLong());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return runner.provisional("the probe was interrupted");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of what was true long ago nobody knows whether it is. */
    private Known meanwhile(@Nullable Known before, long now) {
        if (before != null && before.tells(now)) {
            return before.stale(now);
        }
        String none = before == null
                ? "has no result yet"
                : "has no result since " + before.outcome().at().truncatedTo(ChronoUnit.MILLIS);
        return runner.provisional(
                none + ": it runs since " + started + ", its timeout is " + text(definition.timeout()));
    }

    /** What never began is not called hung: there was no thread for it. */
    private void giveUp() {
        synchronized (runner) {
            if (settled.isDone()) {
                return;
            }
            String within = " within " + text(definition.timeout());
            if (claimed.compareAndSet(false, true)) {
                settle(CheckResult.fail("has not begun" + within + ": no thread was free"), false, null);
            } else {
                TimeoutException hung = new TimeoutException("no answer" + within);
                hung.setStackTrace(stack());
                settle(hung(hung.getStackTrace()), true, hung);
            }
        }
    }

    private StackTraceElement[] stack() {
        Thread one = thread;
        return one == null ? new StackTraceElement[0] : one.getStackTrace();
    }

    /** Called with the runner's lock, when the check would run if it did not hang: that counts as one failure more. */
    void stillHangs() {
        if (hangs) {
            runner.record(hung(stack()), Ending.HANGS_ON, took(), null);
        }
    }

    private CheckResult hung(StackTraceElement... stack) {
        return CheckResult.fail(
                "hung since " + started + Hung.at(stack) + ": no answer within " + text(definition.timeout()));
    }

    private Duration took() {
        return Duration.ofNanos(around.nanoTime().getAsLong() - startedNanos);
    }

    /**
     * The first to settle wins: a success that comes after the timeout is too late to count. A failure that does so
     * still tells more than that the check hung.
     */
    private void settle(CheckResult found, boolean hung, @Nullable Throwable error) {
        CheckResult result = Shown.of(found, around.redaction());
        synchronized (runner) {
            boolean late = settled.isDone();
            if (late && (hung || result.status() != CheckResult.Status.FAIL)) {
                return;
            }
            hangs = hung;
            if (!hung) {
                // At once: whoever asks next shall get a new run, not the result of one whose thread is about to end.
                runner.ended(this);
            }
            Ending ending = hung ? Ending.GIVEN_UP : late ? Ending.CAME_LATE : Ending.CAME_BACK;
            runner.record(result, ending, took(), error);
            settled.complete(runner.known());
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
