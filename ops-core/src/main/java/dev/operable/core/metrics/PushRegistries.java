package dev.operable.core.metrics;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
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
    public static List<MeterRegistry> open(ServiceIdentity identity, OtlpSettings otlp) {
        List<MeterRegistry> open = new ArrayList<>();
        if (otlp.receiver().isPresent()) {
            if (isPresent("io.micrometer.registry.otlp.OtlpMeterRegistry")) {
                open.add(Otlp.open(identity, otlp, otlp.receiver().get()));
            } else {
                log.atWarn()
                        .log(
                                "OTEL_EXPORTER_OTLP_ENDPOINT is set, but micrometer-registry-otlp is not on the class path:"
                                        + " metrics are not pushed.");
            }
        }
        return open;
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
