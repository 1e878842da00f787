package dev.operable.core.metrics;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The service's meters and their Prometheus page. Safe for use by many threads.
 *
 * <p>Every meter carries the tags {@code service} and {@code environment}. Version and instance are the labels of one
 * meter, {@code service.info}, so that a release does not start every series anew.
 */
public final class Metrics implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRegistry registry;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final JvmMeters jvm;
    private final LogbackMetrics logEvents = new LogbackMetrics();

    private Metrics(List<? extends MeterRegistry> others) {
        if (others.isEmpty()) {
            registry = prometheus;
        } else {
            CompositeMeterRegistry all = new CompositeMeterRegistry();
            all.add(prometheus);
            others.forEach(all::add);
            registry = all;
        }
        jvm = new JvmMeters(registry);
    }

    /**
     * Starts measuring the log, and with the first scrape, or a second later, the JVM, the process, its container and its
     * disks: what that loads is not for the start to wait for.
     *
     * @param more what else to measure, for example the {@code Logging} of this process
     */
    public static Metrics start(ServiceIdentity identity, MetricsSettings settings, MeterBinder... more) {
        return start(identity, settings, Redaction.standard(), List.of(), more);
    }

    /**
     * As {@link #start(ServiceIdentity, MetricsSettings, MeterBinder...)}, with other registries that get every meter, too.
     *
     * @param others closed with this, for which there are 2 s in all; where there are any, everything is measured at once
     */
    public static Metrics start(
            ServiceIdentity identity,
            MetricsSettings settings,
            List<? extends MeterRegistry> others,
            MeterBinder... more) {
        return start(identity, settings, Redaction.standard(), others, more);
    }

    /**
     * As {@link #start(ServiceIdentity, MetricsSettings, List, MeterBinder...)}, hiding more in the values of tags than the
     * {@linkplain Redaction#standard() usual}.
     */
    public static Metrics start(
            ServiceIdentity identity,
            MetricsSettings settings,
            Redaction redaction,
            List<? extends MeterRegistry> others,
            MeterBinder... more) {
        Metrics metrics = new Metrics(others);
        metrics.bind(identity, settings, redaction, List.of(more));
        if (others.isEmpty()) {
            metrics.jvm.bindSoon();
        } else {
            metrics.jvm.bind(); // nobody can tell when they push
        }
        return metrics;
    }

    /**
     * Gives a registry of somebody else's, while it has no meters yet, the limits that ours has: the cap of series, the
     * histogram of requests, and tags without secrets.
     */
    public static void limit(MeterRegistry registry, MetricsSettings settings, Redaction redaction) {
        registry.config().meterFilter(new RedactedTags(redaction));
        SeriesCap.install(registry, settings.series());
        if (!settings.slo().isEmpty()) {
            registry.config().meterFilter(new RequestHistogram(settings.slo()));
        }
    }

    /** What to measure of the container and of the disks, for a registry of somebody else's that measures the JVM. */
    public static MeterBinder surroundings() {
        return registry -> {
            new ContainerMetrics(Path.of("/")).bindTo(registry);
            DiskMetrics.ofThisProcess().bindTo(registry);
        };
    }

    private void bind(ServiceIdentity identity, MetricsSettings settings, Redaction redaction, List<MeterBinder> more) {
        registry.config().commonTags("service", identity.name(), "environment", identity.environment());
        limit(registry, settings, redaction);
        registry.gauge("service.info", ServiceInfo.tags(identity), 1);
        logEvents.bindTo(registry);
        more.forEach(binder -> binder.bindTo(registry));
    }

    /** Where meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Measures an executor: {@code executor.active}, {@code executor.queued}, {@code executor.pool.size} and the like, and
     * the timers {@code executor} (of the tasks) and {@code executor.idle} (of their waiting for a thread).
     *
     * @param name its tag {@code name}, a fixed word
     * @return what to hand tasks to, so that they are timed; closing it closes the executor
     */
    public ExecutorService executor(String name, ExecutorService executor) {
        return ExecutorServiceMetrics.monitor(registry, executor, name);
    }

    /** Answers a scrape in OpenMetrics when the caller accepts it, else in Prometheus' text format. */
    public HttpHandler handler() {
        return new ScrapeHandler(prometheus, jvm);
    }

    /** Stops measuring; registries that push do so once more, for 2 s at the most. Closing twice is closing once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        jvm.close();
        logEvents.close();
        // In a thread of its own: a registry waits for a store that does not answer.
        Thread closing = new Thread(registry::close, "ops-metrics-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
