package dev.operable.spring;

import dev.operable.health.SelfChecks;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Ready as long as the application is, where {@link ServiceLifecycle} is switched off. */
final class SelfCheckLife {
    private final ApplicationContext context;
    private final SelfChecks checks;

    SelfCheckLife(ApplicationContext context, SelfChecks checks) {
        this.context = context;
        this.checks = checks;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() == context) {
            checks.started();
            checks.ready(true);
        }
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void closed(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            checks.ready(false, "stopping");
        }
    }
}
