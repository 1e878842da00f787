package dev.operable.core.metrics;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the metrics are sent to as StatsD's datagrams. Immutable.
 *
 * @param host of the agent; empty when nothing is sent
 * @param port of the agent
 * @param flavor the dialect; Etsy's has no tags, which become a part of the name
 * @param every how often gauges are read
 */
public record StatsdSettings(
        @Key("STATSD_HOST")
        @Doc(
                value = "The StatsD agent that metrics are sent to over UDP; needs micrometer-registry-statsd.",
                example = "127.0.0.1")
        Optional<String> host,

        @Key("STATSD_PORT") @Default("8125") @Doc("The agent's port.")
        int port,

        @Key("STATSD_FLAVOR") @Default("datadog") @Doc("The agent's dialect.")
        Flavor flavor,

        @Key("STATSD_EVERY") @Default("10s") @Doc("The time from one reading of gauges for StatsD to the next.")
        Duration every) {

    /** The dialects of StatsD, which differ in tags and in histograms. */
    public enum Flavor {
        DATADOG,
        TELEGRAF,
        ETSY,
        SYSDIG
    }

    public StatsdSettings {
        Check.between("port", port, 1, 65_535);
        Check.between("every", every, Duration.ofMillis(100), Duration.ofDays(1));
        if (host.isPresent()) {
            Check.notBlank("host", host.get());
        }
    }

    /** Nothing is sent. */
    public static StatsdSettings off() {
        return new StatsdSettings(Optional.empty(), 8125, Flavor.DATADOG, Duration.ofSeconds(10));
    }
}
