package dev.operable.spring;

import dev.operable.health.SelfChecks;
import java.util.HashSet;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Spring Boot's health indicators among the self-checks, and these in Spring Boot's health: each once in each. */
@AutoConfiguration(
        after = {
            SelfCheckAutoConfiguration.class,
            DiscoveryAutoConfiguration.class,
            DatabaseAutoConfiguration.class,
            LifecycleAutoConfiguration.class
        },
        afterName = {
            "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = Switches.HEALTH, matchIfMissing = true)
@ConditionalOnClass(HealthContributorRegistry.class)
@ConditionalOnBean({HealthContributorRegistry.class, SelfChecks.class})
final class HealthAutoConfiguration {
    /** Spring Boot's indicator of the data source that {@link DatabaseAutoConfiguration} checks. */
    private static final String DATABASE = "db";

    /** Spring Boot's indicator of the state that {@link Availability#liveness} checks. */
    private static final String LIVENESS = "livenessState";

    /** Called {@code selfCheck} there. */
    @Bean
    SelfCheckContributor selfCheckHealthContributor(SelfChecks checks) {
        return new SelfCheckContributor(checks);
    }

    @Bean
    SmartInitializingSingleton opsIndicatorChecks(
            SelfChecks checks,
            HealthContributorRegistry registry,
            SelfCheckContributor contributor,
            ObjectProvider<IndicatorMeaning> meaning,
            ObjectProvider<ReactiveIndicators> reactive,
            ListableBeanFactory beans) {
        return () -> {
            IndicatorChecks indicators =
                    new IndicatorChecks(checks, meaning.getIfAvailable(IndicatorMeaning::new), known(beans));
            indicators.add(registry);
            reactive.ifAvailable(more -> indicators.add(more.contributors()));
            Set<String> theirs = new HashSet<>(indicators.made());
            if (registry.getContributor(DATABASE) != null) {
                theirs.add(DatabaseAutoConfiguration.CHECK);
            }
            if (registry.getContributor(LIVENESS) != null) {
                theirs.add(Availability.LIVENESS);
            }
            contributor.leaveOut(theirs);
        };
    }

    /** The indicators that checks of ours stand for; what Spring Cloud finds it finds by us, and Consul has its check. */
    private static Set<String> known(ListableBeanFactory beans) {
        Set<String> known = new HashSet<>();
        if (beans.containsBean(DatabaseAutoConfiguration.CHECK_BEAN)) {
            known.add(DATABASE);
        }
        if (beans.containsBean(CloudAutoConfiguration.CLIENT)) {
            known.add("discoveryComposite");
        }
        if (beans.containsBean(CloudAutoConfiguration.REACTIVE_CLIENT)) {
            known.add("reactiveDiscoveryClients");
        }
        return known;
    }

    /** Those that answer some time, of an application with Reactor on its class path. */
    record ReactiveIndicators(HealthContributors contributors) {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Mono.class)
    @ConditionalOnBean(ReactiveHealthContributorRegistry.class)
    static class Reactive {
        @Bean
        ReactiveIndicators opsReactiveIndicators(ReactiveHealthContributorRegistry registry) {
            return new ReactiveIndicators(registry.asHealthContributors());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.SecurityContext")
    @ConditionalOnBean(HealthEndpointGroups.class)
    static class Groups {
        @Bean
        IndicatorMeaning opsIndicatorMeaning(HealthEndpointGroups groups) {
            return new GroupMeaning(groups);
        }
    }
}
