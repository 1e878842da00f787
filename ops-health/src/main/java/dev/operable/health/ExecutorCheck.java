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
            if (canary == null) {
                Canary fresh = new Canary(new CompletableFuture<>(), System.nanoTime());
                executor.execute(() -> fresh.begun().complete(System.nanoTime()));
                canary = fresh;
                waiting = fresh;
            }
            long begun = canary.begun().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            waiting = null;
            Duration waited = Duration.ofNanos(begun - canary.given());
            return measured(
                    waited.compareTo(patience) > 0
                            ? CheckResult.degraded("a task waited " + seconds(waited) + " until it began")
                            : CheckResult.pass());
        } catch (RejectedExecutionException refused) {
            return measured(CheckResult.fail("it refuses tasks" + load()));
        } catch (TimeoutException late) {
            Duration waited = Duration.ofNanos(System.nanoTime() - canary.given());
            return measured(CheckResult.fail("a task given to it " + seconds(waited) + " ago has not begun" + load()));
        }
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

    /** When it was handed over and, once that is known, when it began. */
    private record Canary(CompletableFuture<Long> begun, long given) {}
}
