package dev.operable.spring;

import dev.operable.core.http.InFlight;
import dev.operable.core.lifecycle.Maintenance;
import dev.operable.core.lifecycle.StopConductor;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.health.SelfChecks;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Ready after everything else of the start, unready before everything else of the stop. An application that never became
 * ready has nobody to say goodbye to, and closes at once.
 */
final class ServiceLifecycle {
    private final ConfigurableApplicationContext context;
    private final StopConductor conductor;
    private final Announcement announcement;
    private final InFlight inFlight;
    private final @Nullable SelfChecks checks;
    private final @Nullable Maintenance maintenance;
    private final WebServerDrain drain;
    private final Availability availability;
    private boolean closing; // this and the next: guarded by this
    private boolean serving;

    ServiceLifecycle(
            ConfigurableApplicationContext context,
            StopConductor conductor,
            Announcement announcement,
            InFlight inFlight,
            @Nullable SelfChecks checks,
            @Nullable Maintenance maintenance,
            WebServerDrain drain,
            Availability availability) {
        this.context = context;
        this.conductor = conductor;
        this.announcement = announcement;
        this.inFlight = inFlight;
        this.checks = checks;
        this.maintenance = maintenance;
        this.drain = drain;
        this.availability = availability;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    synchronized void ready(ApplicationReadyEvent event) {
        // A stop during the start must not be followed by a registration.
        if (closing || serving || event.getApplicationContext() != context) {
            return;
        }
        conductor
                .on(StopPhase.UNREADY, "self-check", this::unready)
                .on(StopPhase.DEREGISTER, "discovery", announcement::withdraw)
                .on(StopPhase.STOP_WORK, "leases", announcement::endLeases)
                .on(StopPhase.DRAIN, "web server", drain);
        serving = announcement.make();
        availability.ready();
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void closed(ContextClosedEvent event) {
        if (event.getApplicationContext() != context) {
            return;
        }
        if (begin()) {
            conductor.stop();
        } else {
            availability.stopping();
            conductor.abandon();
        }
    }

    private synchronized boolean begin() {
        closing = true;
        return serving;
    }

    private void unready() {
        availability.stopping();
        if (maintenance != null) {
            maintenance.close(); // nobody is sent back to an instance that stops
        }
        inFlight.drain();
        if (checks != null) {
            checks.ready(false, "stopping");
        }
    }
}
