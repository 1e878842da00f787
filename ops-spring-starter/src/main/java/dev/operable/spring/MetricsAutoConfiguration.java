package dev.operable.spring;

import dev.operable.core.ServiceIdentity;
import dev.operable.core.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters go to the registry that is there, with our tags; without one, to ours. */
@AutoConfiguration(
        after = SettingsAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBooleanProperty(name = Switches.METRICS, matchIfMissing = true)
final class MetricsAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(MeterRegistry.class)
    static class Own {
        @Bean
        Metrics opsMetrics(ServiceIdentity identity) {
            return Metrics.start(identity);
        }

        // closed with the metrics
        @Bean(destroyMethod = "")
        MeterRegistry opsMeterRegistry(Metrics metrics) {
            return metrics.registry();
        }

        @Bean
        SmartInitializingSingleton opsMeterBinders(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
            return () -> binders.orderedStream().forEach(binder -> binder.bindTo(registry));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    static class Joined {
        @Bean
        @ConditionalOnMissingBean(Metrics.class)
        static MeterFilter opsCommonTags(ServiceIdentity identity) {
            return MeterFilter.commonTags(Tags.of("service", identity.name(), "environment", identity.environment()));
        }

        /** Version and instance as labels of one meter, so that a release does not start every series anew. */
        @Bean
        @ConditionalOnMissingBean(Metrics.class)
        static MeterBinder opsServiceInfo(ServiceIdentity identity) {
            Tags tags = Tags.of("version", identity.version(), "service_instance", identity.instance());
            return registry -> registry.gauge("service.info", tags, 1);
        }
    }
}
