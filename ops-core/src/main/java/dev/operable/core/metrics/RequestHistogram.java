package dev.operable.core.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.List;

/**
 * Counts answers against the times that a service promises, by route. Few buckets on purpose: each is one more series of
 * each route, method and status.
 */
final class RequestHistogram implements MeterFilter {
    private static final String REQUESTS = "http.server.requests";

    private final DistributionStatisticConfig buckets;

    RequestHistogram(List<Duration> slo) {
        double[] nanos = new double[slo.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = slo.get(i).toNanos();
        }
        buckets = DistributionStatisticConfig.builder()
                .serviceLevelObjectives(nanos)
                .build();
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        // What somebody asked for at the timer itself goes first.
        return id.getType() == Meter.Type.TIMER && id.getName().equals(REQUESTS) ? config.merge(buckets) : config;
    }
}
