package dev.operable.core.lifecycle;

import dev.operable.core.lifecycle.StopConductor.NamedStep;
import dev.operable.core.lifecycle.StopTimeline.Entry;
import dev.operable.core.lifecycle.StopTimeline.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One stop, from its begin on. Used by one thread. */
final class StopRun {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final long begin = System.nanoTime();
    private final Duration total;
    private final List<Entry> entries = new ArrayList<>();

    StopRun(Duration total) {
        this.total = total;
    }

    Duration left() {
        return total.minus(elapsed());
    }

    StopTimeline timeline() {
        return new StopTimeline(entries, elapsed());
    }

    void phase(StopPhase phase, Duration limit, List<NamedStep> steps) {
        long end = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < steps.size(); i++) {
            long share = Math.max(0, end - System.nanoTime()) / (steps.size() - i);
            step(phase, steps.get(i), share);
        }
        if (phase == StopPhase.LINGER && !limit.isZero()) {
            // The one phase that takes its whole time: its purpose is to let time pass.
            NamedStep wait =
                    new NamedStep("wait", () -> TimeUnit.NANOSECONDS.sleep(Math.max(0, end - System.nanoTime())));
            step(phase, wait, limit.plus(GRACE).toNanos());
        }
    }

    /** In a thread of its own, for a step that hangs must not take the stop along. */
    private void step(StopPhase phase, NamedStep step, long shareNanos) {
        Duration after = elapsed();
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.step().run();
            return null;
        });
        Thread thread = new Thread(task, "ops-stop-" + phase.name().toLowerCase(Locale.ROOT) + "-" + step.name());
        thread.setDaemon(true);
        thread.start();
        Outcome outcome = Outcome.DONE;
        String problem = "";
        try {
            await(task, shareNanos);
        } catch (ExecutionException e) {
            outcome = Outcome.FAILED;
            problem = String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            outcome = Outcome.TIMED_OUT;
            problem = "not done after " + Duration.ofNanos(shareNanos).toMillis() + " ms" + place(thread);
            thread.interrupt();
        }
        entries.add(new Entry(phase, step.name(), outcome, after, elapsed().minus(after), problem));
    }

    /** Where a thread is, in code that is not the JDK's if there is any. */
    private static String place(Thread thread) {
        List<StackTraceElement> frames = List.of(thread.getStackTrace());
        return frames.stream()
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk."))
                .findFirst()
                .or(() -> frames.stream().findFirst())
                .map(frame -> ", is in " + frame)
                .orElse("");
    }

    private static void await(FutureTask<Void> task, long nanos) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException hurry) {
                    // A stop is not stopped half way: the interrupt is handed on afterwards.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
