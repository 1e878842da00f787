package dev.operable.health;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that checks run on: virtual ones from Java 24 on. Before that a virtual thread that hangs inside {@code
 * synchronized} keeps a carrier thread from everybody else (JEP 491 ended it), and checks are what hangs; so there, and on
 * Java 17, platform threads.
 */
final class CheckThreads {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");
    private static final int WITHOUT_PINNING = 24;

    /** Of {@code Thread.Builder}, which Java 17 does not have. */
    private static final @Nullable Builder VIRTUAL = virtual();

    private CheckThreads() {}

    /** A daemon thread, not started, that neither sees nor keeps alive the thread locals of who asks. */
    static Thread unstarted(String name, Runnable task) {
        if (VIRTUAL != null) {
            try {
                return VIRTUAL.unstarted(name, task);
            } catch (ReflectiveOperationException refused) {
                LOG.atDebug().setCause(refused).log("There is no virtual thread for a check.");
            }
        }
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private static @Nullable Builder virtual() {
        if (Runtime.version().feature() < WITHOUT_PINNING) {
            return null;
        }
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            return new Builder(
                    Thread.class.getMethod("ofVirtual"),
                    type.getMethod("name", String.class),
                    type.getMethod("inheritInheritableThreadLocals", boolean.class),
                    type.getMethod("unstarted", Runnable.class));
        } catch (ReflectiveOperationException absent) {
            LOG.atDebug().setCause(absent).log("There are no virtual threads for checks.");
            return null;
        }
    }

    private record Builder(Method ofVirtual, Method name, Method inherit, Method unstarted) {
        Thread unstarted(String threadName, Runnable task) throws ReflectiveOperationException {
            Object builder = name.invoke(ofVirtual.invoke(null), threadName);
            return (Thread) unstarted.invoke(inherit.invoke(builder, false), task);
        }
    }
}
