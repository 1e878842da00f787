package dev.operable.core;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks at their time, in one daemon thread that starts with the first of them. What a task throws is logged with level
 * {@code ERROR}, and so reported: a timer as the JDK has it keeps it in a future that nobody asks. Safe for use by many
 * threads.
 */
public final class DaemonTimer extends ScheduledThreadPoolExecutor {
    private static final Logger log = LoggerFactory.getLogger(DaemonTimer.class);

    /** @param thread the name of its thread */
    public DaemonTimer(String thread) {
        super(1, task -> {
            // Without the thread locals of whoever happens to hand over the first task.
            Thread made = new Thread(null, task, thread, 0, false);
            made.setDaemon(true);
            return made;
        });
        setRemoveOnCancelPolicy(true);
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        super.afterExecute(task, thrown);
        // A periodic task is done only when it has failed or was cancelled.
        if (thrown == null && task instanceof Future<?> result && result.isDone()) {
            try {
                result.get();
            } catch (CancellationException wanted) {
                log.atTrace().log("A task of a timer was cancelled.");
            } catch (ExecutionException failed) {
                log.atError().setCause(failed.getCause()).log("A task of a timer failed.");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
