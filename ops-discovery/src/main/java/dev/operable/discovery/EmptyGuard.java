package dev.operable.discovery;

import dev.operable.config.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Believes an empty list after a full one only when it has been the answer for a while. For one thread. */
final class EmptyGuard {
    private static final Duration LEAST = Duration.ofMillis(10);

    private final Logger log;
    private final LiveInstances view;
    private final String source;
    private final Duration keep;
    private final LongSupplier nanos;
    private @Nullable Long emptySince;

    /** The source stands in the log and in the sets, with a capital letter where a sentence begins. */
    EmptyGuard(Logger log, LiveInstances view, String source, Duration keep) {
        this(log, view, source, keep, System::nanoTime);
    }

    EmptyGuard(Logger log, LiveInstances view, String source, Duration keep, LongSupplier nanos) {
        this.nanos = nanos;
        this.log = log;
        this.view = view;
        this.source = source;
        this.keep = keep;
    }

    void saw(List<ServiceInstance> instances) {
        int before = view.current().instances().size();
        if (!instances.isEmpty() || before == 0) {
            if (emptySince != null) {
                log.atInfo()
                        .addKeyValue("peer", view.service())
                        .log("{} lists instances of {} again.", source, view.service());
            }
            emptySince = null;
            view.saw(instances);
            return;
        }
        if (emptySince == null) {
            emptySince = nanos.getAsLong();
            log.atWarn()
                    .addKeyValue("peer", view.service())
                    .log(
                            "{} lists no instance of {} any more; the last {} are kept for {}",
                            source,
                            view.service(),
                            before,
                            Durations.text(keep));
        }
        if (kept(emptySince).compareTo(keep) >= 0) {
            emptySince = null;
            view.saw(instances);
            log.atWarn()
                    .addKeyValue("peer", view.service())
                    .log(
                            "There is no instance of {}: {} has listed none for {}",
                            view.service(),
                            source,
                            Durations.text(keep));
        }
    }

    /** The wait, shortened to when an empty list would be believed. */
    Duration within(Duration wait) {
        if (emptySince == null) {
            return wait;
        }
        // At least a moment, because a wait of 0 means Consul's default of 5 min.
        Duration left = keep.minus(kept(emptySince)).plus(LEAST);
        Duration positive = left.compareTo(LEAST) < 0 ? LEAST : left;
        return positive.compareTo(wait) < 0 ? positive : wait;
    }

    private Duration kept(long since) {
        return Duration.ofNanos(nanos.getAsLong() - since);
    }
}
