package dev.operable.spring;

import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.ConsulSource;
import dev.operable.discovery.DiscoverySettings;
import dev.operable.discovery.LeaseSettings;
import dev.operable.discovery.Leases;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Where this application finds others and is found. */
@AutoConfiguration(after = SelfCheckAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.DISCOVERY, matchIfMissing = true)
final class DiscoveryAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Catalog opsCatalog(
            Settings settings,
            ServiceIdentity identity,
            ObjectProvider<ConsulSource> consul,
            ObjectProvider<MeterRegistry> registries) {
        Catalog catalog = Catalog.open(
                settings.get(DiscoverySettings.class),
                settings.get(ConsulSettings.class),
                identity,
                settings::value,
                // Joining it may mean being it, which opens a port.
                settings.get(ModeVariable.class).runs() ? Foundation.developmentAgent() : Optional.empty(),
                Registry.of(registries));
        // A token in a file changes while the application runs.
        Supplier<Optional<Secret>> token =
                () -> settings.live(ConsulSettings.class).get().token();
        catalog.token(token);
        consul.ifAvailable(source -> source.token(token));
        return catalog;
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    Leases opsLeases(Settings settings, Catalog catalog) {
        return catalog.leases(settings.get(LeaseSettings.class))
                .orElseThrow(() ->
                        new IllegalStateException("There is no Consul that could give leases. Set CONSUL_HTTP_ADDR."));
    }

    @Bean
    SmartInitializingSingleton opsConsulCheck(ObjectProvider<SelfChecks> checks, Catalog catalog, Settings settings) {
        if (!settings.get(ModeVariable.class).runs()) {
            return () -> {}; // it tells of the registration, and there is none
        }
        return () -> checks.ifAvailable(present -> catalog.agent()
                .ifPresent(
                        agent -> present.register("consul", Criticality.DEGRADES, Probe.READY, () -> catalog.problem()
                                .map(CheckResult::degraded)
                                .orElseGet(CheckResult::pass))));
    }
}
