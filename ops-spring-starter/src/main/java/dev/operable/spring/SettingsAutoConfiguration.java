package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.SettingsWatch;
import dev.operable.core.logging.Logging;
import dev.operable.discovery.ConsulSource;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Settings and identity where no {@code SpringApplication} was run, which otherwise brings them; and what follows their
 * sources.
 */
@AutoConfiguration
final class SettingsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Settings opsSettings(ConfigurableEnvironment environment) {
        return Foundation.load(environment).settings();
    }

    @Bean
    static LiveRecords opsLiveRecords(ConfigurableEnvironment environment) {
        return new LiveRecords(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    SettingsWatch opsSettingsWatch(Settings settings, ObjectProvider<Redaction> rules) {
        return SettingsWatch.start(settings, Hidden.of(rules, settings));
    }

    /** The log is older than any bean: until now it hid what is usual and what {@code OPS_REDACT} names. */
    @Bean
    SmartInitializingSingleton opsHiddenInTheLog(
            ObjectProvider<Logging> logging, ObjectProvider<Redaction> rules, Settings settings) {
        return () -> rules.ifUnique(own -> logging.ifAvailable(log -> log.hide(Hidden.of(rules, settings))));
    }

    @Bean
    SmartInitializingSingleton opsSettingsCheck(
            ObjectProvider<SelfChecks> checks, Settings settings, ObjectProvider<ConsulSource> consul) {
        return () ->
                checks.ifAvailable(present -> present.register("settings", Criticality.DEGRADES, Probe.READY, () -> {
                    String problem = SettingsWatch.problem(settings);
                    return Optional.of(problem)
                            .filter(text -> !text.isEmpty())
                            .or(() ->
                                    Optional.ofNullable(consul.getIfAvailable()).flatMap(ConsulSource::incomplete))
                            .map(CheckResult::degraded)
                            .orElseGet(CheckResult::pass);
                }));
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceIdentity opsIdentity(ConfigurableEnvironment environment) {
        return Foundation.load(environment).identity();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.SanitizingFunction")
    static class Actuator {
        @Bean
        HiddenValues opsHiddenValues(Settings settings, ObjectProvider<Redaction> rules) {
            return new HiddenValues(settings, Hidden.of(rules, settings));
        }
    }
}
