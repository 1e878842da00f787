package dev.operable.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one process's use of Consul: at most two that read and write connections, three that work on answers,
 * one that waits, one for files, and one that looks up Consul's host name. Apart from each other, so that neither a listener that blocks nor a disk that hangs
 * holds up the connections or the time limits. None starts before it is needed.
 */
final class ConsulThreads {
    private static final Logger log = LoggerFactory.getLogger(ConsulThreads.class);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final ThreadPoolExecutor connections = pool(2, "ops-consul-http-");
    private final ExecutorService workers = pool(3, "ops-consul-work-");
    private final ExecutorService lookups = pool(1, "ops-consul-lookup-");
    private final ExecutorService disk = pool(1, "ops-consul-disk-");
    private final ScheduledThreadPoolExecutor timer = timer();

    Executor connections() {
        return connections;
    }

    Executor workers() {
        return workers;
    }

    /** Where a host name is looked up, for as long as the system takes. */
    Executor lookups() {
        return lookups;
    }

    Executor disk() {
        return disk;
    }

    /** Does something short, on the thread that waits. */
    Future<?> alarm(Duration pause, Runnable work) {
        return timer.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does it on a worker after the pause; nothing after the end. */
    void after(Duration pause, Runnable work) {
        try {
            if (pause.isZero()) {
                workers.execute(work);
            } else {
                Future<?> ignored = alarm(pause, () -> after(Duration.ZERO, work));
            }
        } catch (OutOfMemoryError noThread) {
            // A shortage that passes must not end a watch for good.
            Future<?> ignored = alarm(AGAIN, () -> after(Duration.ZERO, work));
        } catch (RejectedExecutionException isClosed) {
            log.atTrace().log("Nothing is asked of Consul any more.");
        }
    }

    /**
     * Ends the threads; work that has begun ends by itself.
     *
     * @param client closed as well, where the Java version has a way to
     */
    void close(@Nullable Object client) {
        List<Runnable> ignored = timer.shutdownNow();
        if (client instanceof AutoCloseable closeable) {
            after(Duration.ZERO, () -> end(closeable));
        }
        workers.shutdown();
        lookups.shutdown();
        awaitDisk();
        // They end as soon as they are idle, and not before: the client takes a pool that refuses work for a fault.
        connections.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    /** What was seen last is on its way to the disk; one that hangs is not waited for. */
    private void awaitDisk() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("The disk takes long for the last snapshots.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("The connections to Consul could not be closed.");
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("ops-consul-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    private static ThreadPoolExecutor pool(int most, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
