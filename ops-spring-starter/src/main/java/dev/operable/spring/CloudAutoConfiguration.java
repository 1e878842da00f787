package dev.operable.spring;

import dev.operable.discovery.Catalog;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.ConditionalOnBlockingDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

/** What we find, among the clients of Spring Cloud Commons, where that jar is there. */
@AutoConfiguration(
        // Its event follows the registration.
        after = {DiscoveryAutoConfiguration.class, LifecycleAutoConfiguration.class},
        beforeName = {
            "org.springframework.cloud.client.CommonsClientAutoConfiguration",
            "org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = Switches.CLOUD, matchIfMissing = true)
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnDiscoveryEnabled
@ConditionalOnBean(Catalog.class)
final class CloudAutoConfiguration {
    static final String CLIENT = "opsDiscoveryClient";
    static final String REACTIVE_CLIENT = "opsReactiveDiscoveryClient";

    @Bean
    RegisteredEvent opsRegisteredEvent(ApplicationContext context, Catalog catalog) {
        return new RegisteredEvent(context, catalog);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBlockingDiscoveryEnabled
    static class Blocking {
        @Bean(CLIENT)
        CatalogDiscoveryClient opsDiscoveryClient(Catalog catalog) {
            return new CatalogDiscoveryClient(catalog);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Flux.class)
    @ConditionalOnReactiveDiscoveryEnabled
    static class Reactive {
        @Bean(REACTIVE_CLIENT)
        ReactiveCatalogDiscoveryClient opsReactiveDiscoveryClient(Catalog catalog) {
            return new ReactiveCatalogDiscoveryClient(new CatalogDiscoveryClient(catalog));
        }
    }
}
