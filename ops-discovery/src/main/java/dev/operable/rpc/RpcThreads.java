package dev.operable.rpc;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that wait for answers in place of a caller: virtual ones from Java 24 on, where they are never pinned (JEP 491),
 * else platform threads. None is started before there is work. Safe for use by many threads.
 */
final class RpcThreads implements Executor, AutoCloseable {
    /** More calls than this at once are refused: each may hold a connection, and on older Javas holds a thread. */
    static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    private static final int WITHOUT_PINNING = 24;
    private static final String NAME = "ops-rpc-call";

    private final ThreadPoolExecutor calls;
    private final ScheduledThreadPoolExecutor timer;

    RpcThreads() {
        ThreadFactory virtual = virtual();
        calls = new ThreadPoolExecutor(
                0,
                MOST,
                virtual == null ? 30 : 0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                virtual == null ? task -> daemon(task, NAME) : virtual);
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "ops-rpc-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs it at once.
     *
     * @throws RejectedExecutionException if there are too many, or the client is closed
     */
    @Override
    public void execute(Runnable task) {
        calls.execute(task);
    }

    boolean closed() {
        return calls.isShutdown();
    }

    /** For tasks that only hand work over. */
    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** What runs may end; it is told by the watchdog. */
    @Override
    public void close() {
        timer.shutdownNow();
        calls.shutdown();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private static @Nullable ThreadFactory virtual() {
        if (Runtime.version().feature() < WITHOUT_PINNING) {
            return null;
        }
        try {
            // Thread.Builder, which Java 17 does not have.
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method named = type.getMethod("name", String.class);
            Method alone = type.getMethod("inheritInheritableThreadLocals", boolean.class);
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) type.getMethod("factory").invoke(alone.invoke(named.invoke(builder, NAME), false));
        } catch (ReflectiveOperationException absent) {
            LOG.atDebug().setCause(absent).log("There are no virtual threads for calls.");
            return null;
        }
    }
}
