package dev.operable.core.metrics;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pushes metrics by OpenTelemetry's protocol. Loaded only where Micrometer's registry for it is on the class path. */
final class Otlp {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private Otlp() {}

    static MeterRegistry open(ServiceIdentity identity, OtlpSettings settings, URI receiver) {
        return OtlpMeterRegistry.builder(new Config(identity, settings, receiver))
                .threadFactory(work -> {
                    Thread thread = new Thread(work, "ops-metrics-otlp");
                    thread.setDaemon(true);
                    return thread;
                })
                .metricsSender(new Receiver(
                        new OtlpHttpMetricsSender(new HttpUrlConnectionSender(CONNECT, ANSWER)),
                        new Reception(receiver.getAuthority())))
                .build();
    }

    /** What it does not say itself Micrometer would read from the environment. */
    private record Config(ServiceIdentity identity, OtlpSettings settings, URI receiver) implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String url() {
            return receiver.toString();
        }

        @Override
        public Duration step() {
            return settings.interval();
        }

        @Override
        public Map<String, String> headers() {
            return settings.headerPairs();
        }

        /** By OpenTelemetry's conventions for resources. */
        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new LinkedHashMap<>();
            attributes.put("service.name", identity.name());
            attributes.put("service.version", identity.version());
            attributes.put("service.instance.id", identity.instance());
            attributes.put("deployment.environment.name", identity.environment());
            return attributes;
        }
    }

    /** Metrics add up, so that little is lost while the receiver is away. */
    private record Receiver(OtlpMetricsSender sender, Reception reception) implements OtlpMetricsSender {
        @Override
        public void send(Request request) {
            try {
                sender.send(request);
                reception.taken();
            } catch (Exception refused) {
                reception.refused("", refused);
            }
        }
    }
}
