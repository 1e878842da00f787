package dev.operable.core.errors;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sentry.DataCategory;
import io.sentry.SentryOptions;
import io.sentry.clientreport.DiscardReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the errors that were not reported, {@code ops.errors.dropped}, by Sentry's word for the reason. */
final class Drops implements SentryOptions.OnDiscardCallback, MeterBinder {
    private final Map<DiscardReason, LongAdder> counts = new EnumMap<>(DiscardReason.class);

    Drops() {
        for (DiscardReason reason : DiscardReason.values()) {
            counts.put(reason, new LongAdder());
        }
        // These are no losses: one was reported before, the other was not wanted.
        counts.remove(DiscardReason.EVENT_PROCESSOR);
        counts.remove(DiscardReason.SAMPLE_RATE);
    }

    @Override
    public void execute(DiscardReason reason, DataCategory category, Long number) {
        LongAdder count = counts.get(reason);
        if (count != null && category == DataCategory.Error) {
            count.add(number);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counts.forEach((reason, count) -> FunctionCounter.builder("ops.errors.dropped", count, LongAdder::sum)
                .description("Errors that were not reported")
                .tag("reason", reason.getReason())
                .register(registry));
    }
}
