package dev.operable.core.metrics;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registries that push metrics to a store, beside Prometheus' which is asked: each one is there when its jar and its
 * variables are. This is the one place that knows of them.
 */
public final class PushRegistries {
    private static final Logger log = LoggerFactory.getLogger(PushRegistries.class);

    private PushRegistries() {}

    /** Those that are wanted, for {@link Metrics#start}; they begin to push at once. */
    public static List<MeterRegistry> open(ServiceIdentity identity, PushSettings push) {
        List<MeterRegistry> open = new ArrayList<>();
        push.otlp()
                .receiver()
                .ifPresent(receiver -> open(
                        open,
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "micrometer-registry-otlp",
                        "io.micrometer.registry.otlp.OtlpMeterRegistry",
                        () -> Otlp.open(identity, push.otlp(), receiver)));
        push.influx()
                .url()
                .ifPresent(store -> open(
                        open,
                        "INFLUX_URL",
                        "micrometer-registry-influx",
                        "io.micrometer.influx.InfluxMeterRegistry",
                        () -> Influx.open(push.influx(), store)));
        push.statsd()
                .host()
                .ifPresent(agent -> open(
                        open,
                        "STATSD_HOST",
                        "micrometer-registry-statsd",
                        "io.micrometer.statsd.StatsdMeterRegistry",
                        () -> Statsd.open(push.statsd(), agent)));
        return open;
    }

    private static void open(
            List<MeterRegistry> open, String variable, String jar, String type, Supplier<MeterRegistry> registry) {
        if (isPresent(type)) {
            open.add(registry.get());
        } else {
            log.atWarn().log(variable + " is set, but " + jar + " is not on the class path: metrics are not pushed.");
        }
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, PushRegistries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
