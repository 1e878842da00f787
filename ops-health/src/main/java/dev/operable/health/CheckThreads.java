package dev.operable.health;

import java.lang.reflect.Method;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that checks run on: virtual ones from Java 24 on. Before that a virtual thread that hangs inside {@code
 * synchronized} keeps a carrier thread from everybody else (JEP 491 ended it), and checks are what hangs; so there, and on
 * Java 17, platform threads.
 *
 * <p>All virtual threads of a JVM share a few carriers, which a check that computes or reads a file without end keeps still.
 * So a run that has not begun there after a moment is given to a platform thread, too, and so are all further ones until
 * that first one has found a carrier: those that wait for one would only pile up.
 */
final class CheckThreads {
    static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");
    private static final int WITHOUT_PINNING = 24;

    private final @Nullable Start shared;
    private final Start own;

    /** A run waits for a carrier for longer than a moment. */
    private volatile boolean starved;

    /** @param shared where a run may have to wait for the runs of others; null: there is no such place */
    CheckThreads(@Nullable Start shared, Start own) {
        this.shared = shared;
        this.own = own;
    }

    static CheckThreads standard() {
        return new CheckThreads(virtual(), CheckThreads::platform);
    }

    /** Hands a task to a daemon thread of this name. */
    @FunctionalInterface
    interface Start {
        void start(String name, Runnable task);
    }

    /**
     * Runs the task on the first thread there is for it.
     *
     * @param task may be called twice, and then does nothing the second time
     * @param most after which time at most it is given to a platform thread
     */
    void start(String name, Runnable task, ScheduledExecutorService timer, long most) {
        if (shared == null || starved) {
            own.start(name, task);
            return;
        }
        AtomicBoolean began = new AtomicBoolean();
        Future<?> rescue = timer.schedule(
                () -> {
                    // In this order: whatever begins after the question takes this back.
                    starved = true;
                    if (began.get()) {
                        starved = false;
                    } else {
                        own.start(name, task);
                    }
                },
                Math.min(MOMENT_NANOS, most),
                TimeUnit.NANOSECONDS);
        shared.start(name, () -> {
            began.set(true);
            starved = false;
            rescue.cancel(false);
            task.run();
        });
    }

    /** One that neither sees nor keeps alive the thread locals of who asks. */
    static void platform(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable Start virtual() {
        if (Runtime.version().feature() < WITHOUT_PINNING) {
            return null;
        }
        try {
            // Thread.Builder, which Java 17 does not have.
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            return new Builder(
                    Thread.class.getMethod("ofVirtual"),
                    type.getMethod("name", String.class),
                    type.getMethod("inheritInheritableThreadLocals", boolean.class),
                    type.getMethod("start", Runnable.class));
        } catch (ReflectiveOperationException absent) {
            LOG.atDebug().setCause(absent).log("There are no virtual threads for checks.");
            return null;
        }
    }

    private record Builder(Method ofVirtual, Method name, Method inherit, Method starter) implements Start {
        @Override
        public void start(String threadName, Runnable task) {
            try {
                Object builder = name.invoke(ofVirtual.invoke(null), threadName);
                starter.invoke(inherit.invoke(builder, false), task);
            } catch (ReflectiveOperationException refused) {
                LOG.atDebug().setCause(refused).log("There is no virtual thread for a check.");
                platform(threadName, task);
            }
        }
    }
}
