package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.http.RequestContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** What every request to a WebFlux application gets, and the context of any request in pipelines and in tasks. */
@AutoConfiguration(after = LifecycleAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.LIFECYCLE, matchIfMissing = true)
final class RequestsAutoConfiguration {
    /** Spring Boot's executors put it around each task, those of {@code @Async} as well, beside decorators of the application. */
    @Bean
    static TaskDecorator opsContextInTasks() {
        return RequestContext::wrap;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HandlerMapping.class, HttpHandlerDecoratorFactory.class, Mono.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Reactive {
        private static final String BOOTS_TIMER = "metricsHttpServerUriTagFilter";

        @Bean
        WebRequests opsWebRequests(
                Settings settings,
                InFlight inFlight,
                ObjectProvider<MeterRegistry> registries,
                ListableBeanFactory beans) {
            MeterRegistry registry = Registry.of(registries);
            HttpSettings http = settings.get(HttpSettings.class);
            // Spring Boot's own timer has the same name and other tags, which not every registry forgives; it is
            // inside.
            IncomingRequests requests = beans.containsBean(BOOTS_TIMER)
                    ? IncomingRequests.timingRefused(http, registry, inFlight)
                    : new IncomingRequests(http, registry, inFlight);
            return new WebRequests(requests, inFlight);
        }

        @Bean
        HttpHandlerDecoratorFactory opsRequestHandler(ApplicationContext context, WebRequests requests) {
            return application -> isOf(context, application) ? requests.around(application) : application;
        }

        /** Actuator's server on a port of its own asks for it, too; what it is for must be answered always. */
        private static boolean isOf(ApplicationContext context, Object application) {
            return !(application instanceof HttpWebHandlerAdapter adapter)
                    || adapter.getApplicationContext() == context;
        }

        @Bean
        IncomingWebFilter opsRequestFilter(ObjectProvider<WebSpans> tracing) {
            return new IncomingWebFilter(tracing.getIfAvailable(WebSpans::none).of(), Reactive::route);
        }

        private static String route(ServerWebExchange exchange) {
            if (SelfCheckWebFilter.isSelfCheck(exchange.getRequest())) {
                return SelfCheckWebFilter.PATH;
            }
            Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            return pattern == null ? "UNKNOWN" : pattern.toString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HandlerMapping.class, HttpHandlerDecoratorFactory.class, Mono.class, WebFluxProperties.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class BasePath {
        @Bean
        static OutsideBasePath opsOutsideBasePath(
                ObjectProvider<WebRequests> requests, ObjectProvider<WebFluxProperties> properties) {
            return new OutsideBasePath(requests, properties);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HandlerMapping.class, HttpHandlerDecoratorFactory.class, Mono.class, Tracer.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Tracing {
        @Bean
        WebSpans opsRequestSpans(ObjectProvider<Tracer> tracers) {
            return tracers.getIfUnique() == null ? WebSpans.none() : WebSpans.observed();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({NettyReactiveWebServerFactory.class, HttpServer.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Netty {
        @Bean
        NettyReadsOn opsNettyReadsOn() {
            return new NettyReadsOn();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ContextRegistry.class)
    static class Propagation {
        /** Stays when the application ends: the registry is one for all of a class loader, and another may be there. */
        @Bean
        static InitializingBean opsContextOverThreads() {
            return () -> ContextRegistry.getInstance().registerThreadLocalAccessor(new ContextOverThreads());
        }
    }
}
