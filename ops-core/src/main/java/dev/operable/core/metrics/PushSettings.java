package dev.operable.core.metrics;

/**
 * Where metrics are pushed to, beside Prometheus which asks for them. Immutable.
 *
 * @param otlp a receiver of OpenTelemetry's protocol
 * @param influx an InfluxDB
 * @param statsd a StatsD agent
 */
public record PushSettings(OtlpSettings otlp, InfluxSettings influx, StatsdSettings statsd) {
    /** Nothing is pushed. */
    public static PushSettings off() {
        return new PushSettings(OtlpSettings.off(), InfluxSettings.off(), StatsdSettings.off());
    }
}
