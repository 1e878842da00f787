package dev.operable.core.metrics;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured. Immutable.
 *
 * @param series the most combinations of tag values that one name of a meter may have; further ones are not measured
 * @param slo the times that answers are counted against, in each route; none for no histogram
 */
public record MetricsSettings(
        @Key("OPS_METRICS_SERIES")
        @Default("1000")
        @Doc("The most combinations of tag values of one meter; further ones are not measured.")
        int series,

        @Key("OPS_METRICS_SLO")
        @Default("50ms,100ms,250ms,500ms,1s,2500ms")
        @Doc("The times that answers are counted against, in each route.")
        List<Duration> slo) {

    public MetricsSettings {
        slo = List.copyOf(slo);
        Check.positive("series", series);
        for (Duration time : slo) {
            Check.positive("slo", time);
        }
    }

    /** 1000 series of a name; answers within 50, 100, 250 and 500 ms, 1 s and 2.5 s. */
    public static MetricsSettings defaults() {
        return new MetricsSettings(
                1000,
                List.of(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500)));
    }
}
