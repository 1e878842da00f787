package dev.operable.discovery;

import dev.operable.config.Durations;
import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs when something begins to fail, when it fails in another way, and when it works again; not each try. For one thread. */
final class Outage {
    private final Logger log;
    private final String key;
    private final String service;
    private final String consequence;
    private @Nullable Kind kind;
    private long since;

    /**
     * The service stands in the log's data under the key.
     *
     * @param consequence what the failure means for the service, as a clause for people
     */
    Outage(Logger log, String key, String service, String consequence) {
        this.log = log;
        this.key = key;
        this.service = service;
        this.consequence = consequence;
    }

    void failed(ConsulFailure failure) {
        if (kind == null) {
            since = System.nanoTime();
        }
        if (kind != failure.kind()) {
            kind = failure.kind();
            log.atWarn()
                    .addKeyValue(key, service)
                    .addKeyValue("failure", failure.kind())
                    .log("{} Until it works again, {}.", failure.getMessage(), consequence);
        }
    }

    void over() {
        if (kind != null) {
            kind = null;
            Duration lasted = Duration.ofNanos(System.nanoTime() - since);
            log.atInfo()
                    .addKeyValue(key, service)
                    .addKeyValue("lasted", lasted)
                    .log(
                            "Consul answers again for {}, after {}.",
                            service,
                            Durations.text(lasted.truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
