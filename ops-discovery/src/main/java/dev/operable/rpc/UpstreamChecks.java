package dev.operable.rpc;

import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfChecks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the check of each service with the first call to it, once and for ever: a check that came and went would be
 * neither well nor ill. Safe for use by many threads.
 */
final class UpstreamChecks {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");

    /** Each has a card, a gauge and a timer; who calls more services than this has other pages to look at. */
    static final int MOST = 100;

    private final Map<String, HealthCheck> called = new LinkedHashMap<>();
    private @Nullable SelfChecks checks;

    /** Those called so far, and from now on each that is. */
    void into(SelfChecks newChecks) {
        Map<String, HealthCheck> known;
        synchronized (this) {
            if (checks != null) {
                throw new IllegalStateException("These clients have self-checks already. Give them once.");
            }
            checks = newChecks;
            known = Map.copyOf(called);
        }
        known.forEach((service, check) -> register(newChecks, service, check));
    }

    /** The first call to a service begins. */
    void called(String service, HealthCheck check) {
        SelfChecks to;
        synchronized (this) {
            if (called.size() >= MOST || called.putIfAbsent(service, check) != null) {
                return;
            }
            to = checks;
        }
        if (to != null) {
            register(to, service, check);
        }
    }

    /** A call must not fail because it cannot be watched. */
    private static void register(SelfChecks checks, String service, HealthCheck check) {
        String name = "upstream " + service;
        if (checks.history(name).isPresent()) {
            return; // the application has one of its own, perhaps with another criticality
        }
        try {
            checks.add(HealthCheck.named(name).criticality(Criticality.DEGRADES).of(check));
        } catch (IllegalArgumentException | IllegalStateException refused) {
            LOG.atInfo()
                    .addKeyValue("peer", service)
                    .setCause(refused)
                    .log("The calls to {} have no self-check.", service);
        }
    }
}
