package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.health.SelfCheckServletFilter;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** The self-checks: methods of beans annotated {@code @SelfCheck}, and the endpoint on the application's own port. */
@AutoConfiguration(after = MetricsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.CHECKS, matchIfMissing = true)
final class SelfCheckAutoConfiguration {
    /** The bean that answers on the application's own port. */
    static final String FILTER = "opsSelfCheckFilter";

    @Bean
    @ConditionalOnMissingBean
    SelfChecks opsSelfChecks(
            ObjectProvider<MeterRegistry> registries,
            ServiceIdentity identity,
            ObjectProvider<Redaction> rules,
            Settings settings) {
        return new SelfChecks(Registry.of(registries), identity, Hidden.of(rules, settings));
    }

    @Bean
    AnnotatedBeans opsAnnotatedBeans(ConfigurableListableBeanFactory beans, SelfChecks checks) {
        return new AnnotatedBeans(beans, checks);
    }

    /** Where nobody else tells the checks that the start is over. */
    @Bean
    @ConditionalOnBooleanProperty(name = Switches.LIFECYCLE, havingValue = false)
    SelfCheckLife opsSelfCheckLife(ApplicationContext context, SelfChecks checks) {
        return new SelfCheckLife(context, checks);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Filter.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Servlet {
        @Bean(FILTER)
        FilterRegistrationBean<SelfCheckServletFilter> opsSelfCheckFilter(
                SelfChecks checks, ObjectProvider<RequestSpans> tracing) {
            FilterRegistrationBean<SelfCheckServletFilter> registration =
                    new FilterRegistrationBean<>(new SelfCheckServletFilter(checks));
            registration.addUrlPatterns(SelfCheckServletFilter.PATH, SelfCheckServletFilter.PATH + "/*");
            // Before whoever asks for a password: probes have none.
            registration.setOrder(tracing.getIfAvailable(RequestSpans::none).order() + 1);
            return registration;
        }

        @Bean
        OwnEndpoint opsOwnEndpoint(ServletContext servlets) {
            return new OwnEndpoint(servlets::getContextPath);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebFilter.class, Mono.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Reactive {
        @Bean
        ProbeThreads opsProbeThreads() {
            return new ProbeThreads();
        }

        @Bean(FILTER)
        SelfCheckWebFilter opsSelfCheckFilter(SelfChecks checks, ProbeThreads threads) {
            return new SelfCheckWebFilter(checks, threads);
        }

        @Bean
        OwnEndpoint opsOwnEndpoint(Environment environment) {
            String said =
                    environment.getProperty("spring.webflux.base-path", "").strip();
            String path = said.endsWith("/") ? said.substring(0, said.length() - 1) : said;
            // As Spring Boot reads it.
            String context = path.isEmpty() || path.startsWith("/") ? path : "/" + path;
            return new OwnEndpoint(() -> context);
        }
    }
}
