package dev.operable.core.logging;

import dev.operable.core.DaemonTimer;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs something once, later. */
@FunctionalInterface
interface LogTimer {
    /** Returns what cancels it. The delay is monotonic: a clock that is set moves nothing. */
    Runnable in(Duration delay, Runnable task);

    /** One daemon thread, which is there only while something is waiting. */
    static LogTimer daemon() {
        DaemonTimer executor = new DaemonTimer("ops-log-timer");
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return (delay, task) -> {
            ScheduledFuture<?> waiting = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        };
    }
}
