package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.metrics.Metrics;
import dev.operable.core.metrics.MetricsSettings;
import dev.operable.core.metrics.PushRegistries;
import dev.operable.core.metrics.PushSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
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
        Metrics opsMetrics(ServiceIdentity identity, Settings settings, ObjectProvider<Redaction> rules) {
            return Metrics.start(
                    identity,
                    settings.get(MetricsSettings.class),
                    Hidden.of(rules, settings),
                    PushRegistries.open(identity, settings.get(PushSettings.class)));
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

        @Bean
        @ConditionalOnMissingBean(Metrics.class)
        static MeterBinder opsSurroundings() {
            return Metrics.surroundings();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnClass(MeterRegistryCustomizer.class)
    static class Limited {
        @Bean
        @ConditionalOnMissingBean(Metrics.class)
        static MeterRegistryCustomizer<MeterRegistry> opsMeterLimits(
                Settings settings, ObjectProvider<Redaction> rules) {
            MetricsSettings limits = settings.get(MetricsSettings.class);
            Redaction redaction = Hidden.of(rules, settings);
            return registry -> {
                // A composite only hands on to the registries that keep something, each of which comes here by itself.
                if (!(registry instanceof CompositeMeterRegistry)) {
                    Metrics.limit(registry, limits, redaction);
                }
            };
        }
    }
}
