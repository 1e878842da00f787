package dev.operable.core.metrics;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * The service's meters and their Prometheus page. Safe for use by many threads.
 *
 * <p>Every meter carries the tags {@code service} and {@code environment}. Version and instance are the labels of one
 * meter, {@code service.info}, so that a release does not start every series anew.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final LogbackMetrics logEvents = new LogbackMetrics();

    private Metrics() {}

    /**
     * Starts measuring the JVM, the process and the log.
     *
     * @param more what else to measure, for example the {@code Logging} of this process
     */
    public static Metrics start(ServiceIdentity identity, MeterBinder... more) {
        Metrics metrics = new Metrics();
        metrics.bind(identity, List.of(more));
        return metrics;
    }

    private void bind(ServiceIdentity identity, List<MeterBinder> more) {
        registry.config().commonTags("service", identity.name(), "environment", identity.environment());
        registry.gauge("service.info", ServiceInfo.tags(identity), 1);
        List<MeterBinder> own = List.of(
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics(),
                garbageCollection,
                logEvents);
        own.forEach(binder -> binder.bindTo(registry));
        more.forEach(binder -> binder.bindTo(registry));
    }

    /** Where meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Answers a scrape in OpenMetrics when the caller accepts it, else in Prometheus' text format. */
    public HttpHandler handler() {
        return new ScrapeHandler(registry);
    }

    /** Stops measuring. Closing twice is closing once. */
    @Override
    public void close() {
        garbageCollection.close();
        logEvents.close();
        registry.close();
    }
}
