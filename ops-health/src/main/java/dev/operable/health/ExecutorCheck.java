package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Hands over a task that does nothing and waits until it begins. */
final class ExecutorCheck implements HealthCheck {
    private final Executor executor;
    private final Duration patience;

    /** Of an earlier run, if it still waits: a queue that is stuck must not be filled by who watches it. */
    private @Nullable Canary waiting;

    ExecutorCheck(Executor executor, Duration patience) {
        this.executor = executor;
        this.patience = patience;
    }

    @Override
    public synchronized CheckResult run() throws InterruptedException, ExecutionException {
        Canary canary = waiting;
        try {
            if (canary == null || lost(canary)) {
                canary = new Canary();
                waiting = canary;
                executor.execute(canary);
            }
            long began = canary.began.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            waiting = null;
            if (canary.ranAtHome) {
                return measured(CheckResult.degraded("a task ran on the thread that gave it" + load()));
            }
            Duration waited = Duration.ofNanos(began - canary.given);
            return measured(
                    waited.compareTo(patience) > 0
                            ? CheckResult.degraded("a task waited " + seconds(waited) + " until it began")
                            : CheckResult.pass());
        } catch (RejectedExecutionException refused) {
            waiting = null;
            return measured(CheckResult.fail("it refuses tasks" + load()));
        } catch (TimeoutException late) {
            Duration waited = Duration.ofNanos(System.nanoTime() - canary.given);
            String what = lost(canary) ? " was dropped" : " has not begun";
            return measured(CheckResult.fail("a task given to it " + seconds(waited) + " ago" + what + load()));
        }
    }

    /** It waits nowhere: a pool that is full drops tasks, if it is told to. One that begins just now is done without harm. */
    private boolean lost(Canary canary) {
        return executor instanceof ThreadPoolExecutor pool && pool.getQueue().isEmpty() && !canary.began.isDone();
    }

    private static String seconds(Duration waited) {
        return text(Duration.ofMillis(waited.toMillis()));
    }

    private String load() {
        return executor instanceof ThreadPoolExecutor pool
                ? ": " + pool.getActiveCount() + " of " + pool.getMaximumPoolSize() + " threads are busy, "
                        + pool.getQueue().size() + " tasks wait"
                : "";
    }

    private CheckResult measured(CheckResult result) {
        return executor instanceof ThreadPoolExecutor pool
                ? result.with("active", pool.getActiveCount())
                        .with("threads", pool.getMaximumPoolSize())
                        .with("waiting", pool.getQueue().size())
                : result;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new ExecutorCheck(executor, Patience.of(timeout));
    }

    /** Tells when it began, and whether on the thread that handed it over: so does a pool that has no other left. */
    private static final class Canary implements Runnable {
        private final CompletableFuture<Long> began = new CompletableFuture<>();
        private final long given = System.nanoTime();
        private final Thread home = Thread.currentThread();
        private volatile boolean ranAtHome;

        @Override
        public void run() {
            ranAtHome = Thread.currentThread().equals(home);
            began.complete(System.nanoTime());
        }
    }
}
