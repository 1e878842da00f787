package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools that do something else with a task than to refuse it when they are full. */
@Timeout(60)
class ExecutorCheckTest {
    private static final int TASKS = 2;

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    // Seen to fail for ever with a dropped task that was waited for in each later run, too.
    @ParameterizedTest
    @ValueSource(classes = {ThreadPoolExecutor.DiscardPolicy.class, ThreadPoolExecutor.DiscardOldestPolicy.class})
    void aTaskThatWasDroppedIsGivenAnew(Class<? extends RejectedExecutionHandler> policy) throws Exception {
        ThreadPoolExecutor pool = full(policy.getDeclaredConstructor().newInstance());
        try {
            HealthCheck check = check(pool);
            assertThat(check.run().reason()).endsWith(": 1 of 1 threads are busy, 1 tasks wait");
            pool.execute(() -> {}); // which drops the one that waited, or this one
            assertThat(check.run().status()).isEqualTo(CheckResult.Status.FAIL);

            end.countDown();
            Await.until(
                    "an idle pool",
                    () -> pool.getActiveCount() == 0 && pool.getQueue().isEmpty());
            Await.until("a task that begins", () -> status(check) == CheckResult.Status.PASS);
        } finally {
            pool.shutdownNow();
        }
        assertThat(check(pool).run().reason()).contains(" was dropped: 0 of 1 threads are busy");
    }

    // Seen to pass before, for as long as the pool was full.
    @Test
    void aTaskThatRanOnTheThreadThatGaveItShowsAPoolThatIsFull() throws Exception {
        ThreadPoolExecutor pool = full(new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            HealthCheck check = HealthChecks.executor(pool).within(Duration.ofSeconds(20));
            CheckResult result = check.run();
            assertThat(result.status()).isEqualTo(CheckResult.Status.DEGRADED);
            assertThat(result.reason())
                    .isEqualTo("a task ran on the thread that gave it: 1 of 1 threads are busy, 1 tasks wait");

            end.countDown();
            Await.until("an idle pool", () -> pool.getCompletedTaskCount() == TASKS);
            assertThat(check.run().status()).isEqualTo(CheckResult.Status.PASS);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Of one thread, which is busy, and a queue of one task, which waits. */
    private ThreadPoolExecutor full(RejectedExecutionHandler policy) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), policy);
        for (int i = 0; i < TASKS; i++) {
            pool.execute(this::awaitEnd);
        }
        return pool;
    }

    private static HealthCheck check(ThreadPoolExecutor pool) {
        return HealthChecks.executor(pool).within(Duration.ofMillis(100));
    }

    private static CheckResult.Status status(HealthCheck check) {
        try {
            return check.run().status();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
