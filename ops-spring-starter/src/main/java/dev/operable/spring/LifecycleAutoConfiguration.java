package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.http.IncomingServletFilter;
import dev.operable.core.lifecycle.Maintenance;
import dev.operable.core.lifecycle.StopConductor;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.Supervisor;
import dev.operable.discovery.Catalog;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfCheckServletFilter;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerMapping;

/** Registered and ready once the application is; at the stop in one order, within one time. */
@AutoConfiguration(
        after = {DiscoveryAutoConfiguration.class, SelfCheckAutoConfiguration.class, AdminAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = Switches.LIFECYCLE, matchIfMissing = true)
final class LifecycleAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    StopConductor opsStopConductor(Settings settings) {
        return new StopConductor(settings.get(StopSettings.class));
    }

    /** For the workers of the application: {@code supervisor.supervise("mail", worker)}, in a runner for example. */
    @Bean
    @ConditionalOnMissingBean
    Supervisor opsSupervisor(
            ConfigurableApplicationContext context,
            StopConductor conductor,
            ObjectProvider<ErrorSink> sinks,
            ObjectProvider<ErrorReporter> errors,
            ObjectProvider<MeterRegistry> registries,
            ObjectProvider<SelfChecks> checks) {
        Supervisor supervisor = new Supervisor(
                sinks.stream()
                        .map(ErrorSink::reporter)
                        .findFirst()
                        .orElseGet(() -> errors.getIfUnique(ErrorReporter::none)),
                Registry.of(registries),
                worker -> checks.ifAvailable(all -> all.register(
                        "worker " + worker.name(), Criticality.DEGRADES, Probe.READY, () -> worker.problem()
                                .map(CheckResult::fail)
                                .orElseGet(CheckResult::pass))),
                worker -> CrashLoopExit.of(context));
        conductor.on(StopPhase.STOP_WORK, "workers", supervisor::close);
        return supervisor;
    }

    @Bean
    @ConditionalOnMissingBean
    InFlight opsInFlight() {
        return new InFlight();
    }

    @Bean
    Announcement opsAnnouncement(
            ConfigurableApplicationContext context,
            Settings settings,
            ServiceIdentity identity,
            ObjectProvider<Catalog> catalog,
            ObjectProvider<AdminServer> admin,
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<OwnEndpoint> endpoint) {
        return new Announcement(context.getEnvironment(), settings, identity, catalog, admin, checks, endpoint);
    }

    @Bean
    ServiceLifecycle opsServiceLifecycle(
            ConfigurableApplicationContext context,
            StopConductor conductor,
            Announcement announcement,
            InFlight inFlight,
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<Maintenance> maintenance,
            ObjectProvider<WebServerDrain> drain,
            Availability availability) {
        return new ServiceLifecycle(
                context,
                conductor,
                announcement,
                inFlight,
                checks.getIfAvailable(),
                maintenance.getIfAvailable(),
                drain.getIfAvailable(() -> () -> {}),
                availability);
    }

    @Bean
    Availability opsAvailability(ConfigurableApplicationContext context, ObjectProvider<SelfChecks> checks) {
        return new Availability(context, checks);
    }

    @Bean
    SmartInitializingSingleton opsLivenessCheck(
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<ApplicationAvailability> availability,
            Settings settings) {
        if (!settings.get(ModeVariable.class).runs()) {
            return () -> {}; // it tells of an application that was started
        }
        return () -> availability.ifUnique(
                states -> checks.ifAvailable(present -> present.add(Availability.liveness(states))));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebServerGracefulShutdownLifecycle.class)
    @ConditionalOnWebApplication
    static class WebServer {
        @Bean
        WebServerDrain opsWebServerDrain(ObjectProvider<WebServerGracefulShutdownLifecycle> lifecycle) {
            return () -> GracefulShutdown.run(lifecycle);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Filter.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Servlet {
        private static final String BOOTS_TIMER = "webMvcObservationFilter";
        private static final int BOOTS_ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

        @Bean
        FilterRegistrationBean<ErrorsWithIds> opsRequestFilter(
                Settings settings,
                InFlight inFlight,
                ObjectProvider<MeterRegistry> registries,
                ObjectProvider<RequestSpans> tracing,
                ListableBeanFactory beans) {
            RequestSpans spans = tracing.getIfAvailable(RequestSpans::none);
            MeterRegistry registry = Registry.of(registries);
            HttpSettings http = settings.get(HttpSettings.class);
            IncomingRequests requests = beans.containsBean(BOOTS_TIMER)
                    ? beside(spans, http, registry, inFlight)
                    : new IncomingRequests(http, registry, inFlight);
            FilterRegistrationBean<ErrorsWithIds> registration =
                    new FilterRegistrationBean<>(new ErrorsWithIds(spans.around()
                            .apply(new IncomingServletFilter(
                                    requests, Servlet::route, SelfCheckServletFilter::isSelfCheck))));
            registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
            registration.setOrder(spans.order());
            return registration;
        }

        /**
         * Spring Boot's own timer has the same name and other tags, which not every registry forgives. Outside of it, what is refused
         * does not come to it.
         */
        private static IncomingRequests beside(
                RequestSpans spans, HttpSettings http, MeterRegistry registry, InFlight inFlight) {
            return spans.order() <= BOOTS_ORDER
                    ? IncomingRequests.timingRefused(http, registry, inFlight)
                    : IncomingRequests.untimed(http, registry, inFlight);
        }

        @Bean
        ServletListenerRegistrationBean<ErrorsWithIds.End> opsRequestEnd() {
            return new ServletListenerRegistrationBean<>(new ErrorsWithIds.End());
        }

        private static String route(HttpServletRequest request) {
            if (SelfCheckServletFilter.isSelfCheck(request)) {
                return SelfCheckServletFilter.PATH;
            }
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            return pattern == null ? "UNKNOWN" : pattern.toString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Filter.class, Tracer.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Tracing {
        /** Spring Boot's filter that begins the span is the first but one. */
        private static final int BEHIND_THE_SPAN = Ordered.HIGHEST_PRECEDENCE + 2;

        @Bean
        RequestSpans opsRequestSpans(ObjectProvider<Tracer> tracers) {
            Tracer tracer = tracers.getIfUnique();
            return tracer == null
                    ? RequestSpans.none()
                    : new RequestSpans(BEHIND_THE_SPAN, requests -> new TracedRequests(tracer, requests));
        }
    }
}
