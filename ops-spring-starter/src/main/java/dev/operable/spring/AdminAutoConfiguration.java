package dev.operable.spring;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.admin.AdminSettings;
import dev.operable.core.admin.LoggersHandler;
import dev.operable.core.admin.LogsHandler;
import dev.operable.core.admin.MaintenanceHandler;
import dev.operable.core.admin.SettingsHandler;
import dev.operable.core.http.InFlight;
import dev.operable.core.lifecycle.Maintenance;
import dev.operable.core.logging.Logging;
import dev.operable.core.metrics.Metrics;
import dev.operable.discovery.Catalog;
import dev.operable.health.SelfCheckServletFilter;
import dev.operable.health.SelfChecks;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoints for those who run the service, on an address of their own. */
@AutoConfiguration(after = {MetricsAutoConfiguration.class, SelfCheckAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = Switches.ADMIN, matchIfMissing = true)
final class AdminAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    AdminServer opsAdminServer(
            Settings settings,
            ServiceIdentity identity,
            Maintenance maintenance,
            ObjectProvider<Logging> logging,
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<Redaction> rules,
            ObjectProvider<Metrics> metrics,
            ObjectProvider<PrometheusMeterRegistry> prometheus) {
        AdminServer server = new AdminServer(settings.get(AdminSettings.class), identity, Hidden.of(rules, settings))
                .guarded("/ops/config", new SettingsHandler(settings, Hidden.of(rules, settings)))
                .guarded("/ops/maintenance", new MaintenanceHandler(maintenance));
        logging.ifAvailable(present -> server.guarded("/ops/loggers", new LoggersHandler(present.levels()))
                .guarded("/ops/logs", new LogsHandler(present.recent())));
        checks.ifAvailable(present -> server.route(SelfCheckServletFilter.PATH, present.handler())
                .guarded("/ops" + SelfCheckServletFilter.PATH, present.detailedHandler()));
        HttpHandler page = page(metrics.getIfAvailable(), prometheus.getIfUnique());
        if (page != null) {
            server.route("/metrics", page);
        }
        return server;
    }

    @Bean
    @ConditionalOnMissingBean
    Maintenance opsMaintenance(Settings settings, ObjectProvider<Redaction> rules) {
        return new Maintenance(Hidden.of(rules, settings));
    }

    @Bean
    SmartInitializingSingleton opsMaintenanceListeners(
            Maintenance maintenance,
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<InFlight> inFlight,
            ObjectProvider<Catalog> catalog,
            ObjectProvider<Availability> availability) {
        return () -> maintenance.tell(state -> {
            Optional<String> reason = state.map(Maintenance.State::reason);
            checks.ifAvailable(present -> present.maintenance(reason));
            inFlight.ifAvailable(present -> present.divert(reason.isPresent()));
            catalog.ifAvailable(present -> present.maintenance(reason));
            availability.ifAvailable(present -> present.maintenance(reason.isPresent()));
        });
    }

    @Bean
    AdminLifecycle opsAdminLifecycle(AdminServer server, ServiceIdentity identity) {
        return new AdminLifecycle(server, identity);
    }

    private static @Nullable HttpHandler page(@Nullable Metrics own, @Nullable PrometheusMeterRegistry theirs) {
        if (own != null) {
            return own.handler();
        }
        return theirs == null ? null : new PrometheusPage(theirs);
    }
}
