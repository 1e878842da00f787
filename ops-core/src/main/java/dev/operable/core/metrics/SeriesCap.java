package dev.operable.core.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one meter with a tag of too many values from filling the memory of this process and of the metrics store: what is
 * beyond the cap is not measured, which is counted in {@code ops.metrics.denied} and said once for each name.
 */
final class SeriesCap implements MeterFilter {
    static final String DENIED = "ops.metrics.denied";

    private static final Logger log = LoggerFactory.getLogger(SeriesCap.class);

    private final int most;
    private final Map<String, Integer> series = new ConcurrentHashMap<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final LongAdder denied = new LongAdder();
    private final AtomicBoolean counted = new AtomicBoolean();

    private SeriesCap(int most) {
        this.most = most;
    }

    /** To be called before the registry has meters, for a filter knows only those that come after it. */
    static void install(MeterRegistry registry, int most) {
        SeriesCap cap = new SeriesCap(most);
        // By what is there, not by what was asked for: a meter that is removed makes room.
        registry.config()
                .onMeterAdded(meter -> cap.added(registry, meter))
                .onMeterRemoved(meter -> cap.series.merge(
                        meter.getId().getName(), -1, (had, change) -> had + change <= 0 ? null : had + change))
                .meterFilter(cap);
    }

    private void added(MeterRegistry registry, Meter meter) {
        series.merge(meter.getId().getName(), 1, Integer::sum);
        // With the first meter and not before, for other filters may follow this one, and have to come before all
        // meters.
        if (counted.compareAndSet(false, true)) {
            FunctionCounter.builder(DENIED, denied, LongAdder::sum)
                    .description("Measurements left out because their meter had too many combinations of tag values")
                    .register(registry);
        }
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (series.getOrDefault(id.getName(), 0) < most) {
            return MeterFilterReply.NEUTRAL;
        }
        denied.increment();
        if (said.add(id.getName())) {
            log.atWarn()
                    .addKeyValue("meter", id.getName())
                    .addKeyValue("tags", id.getTags().toString())
                    .log(
                            "A meter has {} combinations of tag values: further ones are not measured. Give its tags few"
                                    + " values, or raise OPS_METRICS_SERIES.",
                            most);
        }
        return MeterFilterReply.DENY;
    }
}
