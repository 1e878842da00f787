package dev.operable.core.metrics;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the metrics are pushed to by OpenTelemetry's protocol, by OpenTelemetry's own names. Immutable.
 *
 * @param endpoint the receiver of all signals, below which {@code /v1/metrics} takes the metrics
 * @param metricsEndpoint the receiver of the metrics; wins over {@code endpoint}
 * @param headers sent with each push: {@code key=value,key=value}, the values percent-encoded
 * @param intervalMillis the milliseconds from one push to the next
 */
public record OtlpSettings(
        @Key("OTEL_EXPORTER_OTLP_ENDPOINT")
        @Doc(
                value =
                        "Where metrics are pushed to by OTLP over HTTP, without /v1/metrics; needs micrometer-registry-otlp.",
                example = "http://collector:4318")
        Optional<URI> endpoint,

        @Key("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
        @Doc(
                value = "The same with its whole path, where metrics go elsewhere than the rest.",
                example = "http://collector:4318/v1/metrics")
        Optional<URI> metricsEndpoint,

        @Key("OTEL_EXPORTER_OTLP_HEADERS") @Doc("Headers for the receiver of metrics, as key=value,key=value.")
        Optional<Secret> headers,

        @Key("OTEL_METRIC_EXPORT_INTERVAL")
        @Default("60000")
        @Doc("The milliseconds from one push of metrics to the next.")
        int intervalMillis) {

    public OtlpSettings {
        Check.between("intervalMillis", intervalMillis, 100, 86_400_000);
        if (headers.isPresent()) {
            pairs(headers.get());
        }
    }

    /** Nothing is pushed. */
    public static OtlpSettings off() {
        return new OtlpSettings(Optional.empty(), Optional.empty(), Optional.empty(), 60_000);
    }

    /** Empty when nothing is pushed. */
    Optional<URI> receiver() {
        if (metricsEndpoint.isPresent() || endpoint.isEmpty()) {
            return metricsEndpoint;
        }
        String base = endpoint.get().toString();
        return Optional.of(URI.create((base.endsWith("/") ? base : base + "/") + "v1/metrics"));
    }

    Duration interval() {
        return Duration.ofMillis(intervalMillis);
    }

    Map<String, String> headerPairs() {
        return headers.map(OtlpSettings::pairs).orElse(Map.of());
    }

    private static Map<String, String> pairs(Secret headers) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : headers.reveal().split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 && !pair.isBlank()) {
                // Without the text, which may be a key.
                throw new IllegalArgumentException(
                        "OTEL_EXPORTER_OTLP_HEADERS is not key=value,key=value with percent-encoded values.");
            }
            if (equals >= 1) {
                pairs.put(
                        pair.substring(0, equals).strip(),
                        decoded(pair.substring(equals + 1).strip()));
            }
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            // A plus stands for itself in a header.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "OTEL_EXPORTER_OTLP_HEADERS has a value that is not percent-encoded.", malformed);
        }
    }
}
