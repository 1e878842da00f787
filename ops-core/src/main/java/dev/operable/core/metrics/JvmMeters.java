package dev.operable.core.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the JVM, the process, its container and its disks. They load the JDK's management and some 300 classes, a
 * sixth of the start of a small service, and nobody looks at them before its first scrape: that is when they are bound, or
 * when the service has run for a second. Safe for use by many threads.
 */
final class JvmMeters implements AutoCloseable {
    private static final Duration LATEST = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private @Nullable JvmGcMetrics garbageCollection; // guarded by this, as the next
    private boolean done;

    JvmMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Binds them once, and returns when they are. */
    synchronized void bind() {
        if (done) {
            return;
        }
        JvmGcMetrics collections = new JvmGcMetrics();
        garbageCollection = collections;
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Metrics.surroundings().bindTo(registry);
        collections.bindTo(registry);
        done = true;
        notifyAll();
    }

    /** Binds them within a second, unless somebody does before. */
    void bindSoon() {
        Thread later = new Thread(this::bindLater, "ops-metrics-jvm");
        later.setDaemon(true);
        later.start();
    }

    private synchronized void bindLater() {
        long deadline = System.nanoTime() + LATEST.toNanos();
        try {
            for (long left = LATEST.toNanos(); left > 0 && !done; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
            bind();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the measuring of garbage collections; what is not bound by now never is. */
    @Override
    public synchronized void close() {
        done = true;
        notifyAll();
        if (garbageCollection != null) {
            garbageCollection.close();
        }
    }
}
