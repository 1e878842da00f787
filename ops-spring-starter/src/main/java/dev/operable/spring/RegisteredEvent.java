package dev.operable.spring;

import dev.operable.discovery.Catalog;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells Spring Cloud that discovery works, which its health indicators say nothing of before. Behind {@link ServiceLifecycle},
 * so that an application that registers has done so.
 */
final class RegisteredEvent {
    private final ApplicationContext context;
    private final Catalog catalog;

    RegisteredEvent(ApplicationContext context, Catalog catalog) {
        this.context = context;
        this.catalog = catalog;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() == context) {
            context.publishEvent(new InstanceRegisteredEvent<>(this, catalog));
        }
    }
}
