package dev.operable.core.metrics;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the metrics are pushed to in InfluxDB's line protocol. Immutable.
 *
 * @param url of the store; empty when nothing is pushed
 * @param token for the store; with version 2 needed, with version 1 sent when it is there
 * @param org whose bucket it is, with version 2 of the store; without it the protocol is that of version 1
 * @param bucket where metrics are written, with version 1 the database
 * @param every the time from one push to the next
 */
public record InfluxSettings(
        @Key("INFLUX_URL")
        @Doc(
                value = "The InfluxDB that metrics are pushed to; needs micrometer-registry-influx.",
                example = "http://influx:8086")
        Optional<URI> url,

        @Key("INFLUX_TOKEN") @Doc("The token for InfluxDB.") Optional<Secret> token,

        @Key("INFLUX_ORG")
        @Doc(value = "The organization in InfluxDB 2; without it InfluxDB 1 is spoken.", example = "shop")
        Optional<String> org,

        @Key("INFLUX_BUCKET") @Default("metrics") @Doc("The bucket for the metrics, in InfluxDB 1 the database.")
        String bucket,

        @Key("INFLUX_EVERY") @Default("1m") @Doc("The time from one push of metrics to InfluxDB to the next.")
        Duration every) {

    public InfluxSettings {
        Check.between("every", every, Duration.ofMillis(100), Duration.ofDays(1));
        Check.notBlank("bucket", bucket);
        if (org.isPresent() && url.isPresent()) {
            Check.that("token", token.isPresent(), "is needed with INFLUX_ORG");
        }
    }

    /** Nothing is pushed. */
    public static InfluxSettings off() {
        return new InfluxSettings(
                Optional.empty(), Optional.empty(), Optional.empty(), "metrics", Duration.ofMinutes(1));
    }
}
