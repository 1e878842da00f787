package dev.operable.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/** What the metrics tell of a check. */
final class CheckMeters {
    private CheckMeters() {}

    static void state(MeterRegistry registry, CheckRunner runner) {
        CheckDefinition check = runner.definition();
        Gauge.builder("self.check", runner, CheckRunner::level)
                .description("1 passes, 0.5 degraded, 0 fails")
                .tag("check", check.name())
                .tag("criticality", Words.of(check.criticality()))
                .tag("probe", check.probe().name().toLowerCase(Locale.ROOT))
                .strongReference(true)
                .register(registry);
    }

    static Timer durations(MeterRegistry registry, CheckDefinition check) {
        return Timer.builder("self.check.duration")
                .description("The runs of a self-check")
                .tag("check", check.name())
                .register(registry);
    }
}
