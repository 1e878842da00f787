package dev.operable.core.logging;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs something once, later. */
@FunctionalInterface
interface LogTimer {
    /** Returns what cancels it. The delay is monotonic: a clock that is set moves nothing. */
    Runnable in(Duration delay, Runnable task);

    /** One daemon thread, which is there only while something is waiting. */
    static LogTimer daemon() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ops-log-timer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return (delay, task) -> {
            ScheduledFuture<?> waiting = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        };
    }
}
