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

    private volatile boolean stopped;

    /** Guarded by the runner: given up, and not back since. */
    private boolean hangs;

    /** Guarded by the runner: gives this attempt up even if nobody waits for it. */
    private @Nullable Future<?> alarm;

    CheckAttempt(CheckRunner runner, CheckDefinition definition, Surroundings around, long startedNanos) {
        this.runner = runner;
        this.definition = definition;
        this.around = around;
        this.startedNanos = startedNanos;
        this.started = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Called with the runner's lock. */
    void start() {
        try {
            // In this order: an attempt that failed to start must not leave a thread behind.
            long most = left(around.nanoTime().getAsLong());
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

    /** Whether the check itself asks. */
    boolean isOnThisThread() {
        return Thread.currentThread().equals(thread);
    }

    void interrupt() {
        stopped = true;
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
        if (stopped) {
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

    private long left(long now) {
        return definition.timeout().toNanos() - (now - startedNanos);
    }

    /** The result, or when the patience is over what was known before, or that nothing is known yet. */
    Known await(@Nullable Known before, long untilNanos, CheckBoard.Waiting waiting) {
        long now = around.nanoTime().getAsLong();
        long left = left(now);
        long patience = untilNanos - now;
        try {
            return waiting.await(settled, Math.min(left, patience));
        } catch (TimeoutException late) {
            if (left <= patience) {
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
            if (claimed.compareAndSet(false, true)) {
                String reason = "has not begun within " + text(definition.timeout()) + ": no thread was free";
                settle(CheckResult.fail(reason), false, null);
            } else {
                TimeoutException hung = hung();
                settle(told(hung), true, hung);
            }
        }
    }

    /** Called with the runner's lock, when the check would run if it did not hang: that counts as one failure more. */
    void stillHangs() {
        if (hangs) {
            TimeoutException hung = hung();
            runner.record(told(hung), Ending.HANGS_ON, took(), hung);
        }
    }

    /** With the stack of the thread that hangs, as a log shows it. */
    private TimeoutException hung() {
        TimeoutException hung = new TimeoutException("no answer within " + text(definition.timeout()));
        Thread one = thread;
        hung.setStackTrace(one == null ? new StackTraceElement[0] : one.getStackTrace());
        return hung;
    }

    private CheckResult told(TimeoutException hung) {
        return CheckResult.fail("hung since " + started + Hung.at(hung.getStackTrace()) + ": " + hung.getMessage());
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
            if (hung) {
                runner.hangs();
            } else {
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
