package dev.operable.devkit;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of the devkit: daemons, named after it. */
final class Threads {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedAgent.class);

    private Threads() {}

    /**
     * One thread for each request, since a blocking query holds its thread for minutes: virtual ones where the runtime
     * has them, else as many platform threads as there are such queries at a time.
     */
    static ExecutorService perRequest() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return Executors.newCachedThreadPool(named("ops-devkit-request"));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("This runtime's virtual threads cannot be used: " + e, e);
        }
    }

    static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(name)) {
            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                super.afterExecute(task, failure);
                report(task);
            }
        };
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // What is scheduled after the end is not wanted any more.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return timer;
    }

    /** What a task throws would else stay in its future, which nobody asks; one that is repeated has ended with it. */
    private static void report(Runnable task) {
        if (!(task instanceof Future<?> future) || !future.isDone() || future.isCancelled()) {
            return;
        }
        try {
            future.get();
        } catch (ExecutionException e) {
            log.atError().setCause(e.getCause()).log("A task of the devkit failed; it is not run again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
