package dev.operable.core.metrics;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        Optional<URI> receiver = push.otlp().receiver();
        if (receiver.isPresent()
                && isThere(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "micrometer-registry-otlp",
                        "io.micrometer.registry.otlp.OtlpMeterRegistry")) {
            open.add(Otlp.open(identity, push.otlp(), receiver.get()));
        }
        Optional<URI> store = push.influx().url();
        if (store.isPresent()
                && isThere("INFLUX_URL", "micrometer-registry-influx", "io.micrometer.influx.InfluxMeterRegistry")) {
            open.add(Influx.open(push.influx(), store.get()));
        }
        Optional<String> agent = push.statsd().host();
        if (agent.isPresent()
                && isThere("STATSD_HOST", "micrometer-registry-statsd", "io.micrometer.statsd.StatsdMeterRegistry")) {
            open.add(Statsd.open(push.statsd(), agent.get()));
        }
        return open;
    }

    /** Says so if it is not. */
    private static boolean isThere(String variable, String jar, String type) {
        try {
            Class.forName(type, false, PushRegistries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            log.atWarn().log(variable + " is set, but " + jar + " is not on the class path: metrics are not pushed.");
            return false;
        }
    }
}
