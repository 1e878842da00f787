package dev.operable.discovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;

/** Counts the instances whose address is refused and logs them when they appear, not in each answer. For one thread. */
final class Refusals {
    private final Logger log;
    private final String service;
    private final Counter counter;
    private Set<String> before = Set.of();

    Refusals(Logger log, String service, MeterRegistry registry) {
        this.log = log;
        this.service = service;
        this.counter = Counter.builder("ops.discovery.refused")
                .description("Instances of the service that were left out for their address")
                .tag("peer", service)
                .register(registry);
    }

    void saw(List<String> refused) {
        List<String> news =
                refused.stream().filter(each -> !before.contains(each)).toList();
        before = Set.copyOf(refused);
        if (!news.isEmpty()) {
            counter.increment(news.size());
            log.atWarn()
                    .addKeyValue("peer", service)
                    .addKeyValue("refused", news.size())
                    .log(
                            "{} of {} are left out: {}.",
                            news.size() == 1 ? "An instance" : "Instances",
                            service,
                            news.get(0));
        }
    }

    Counter meter() {
        return counter;
    }
}
