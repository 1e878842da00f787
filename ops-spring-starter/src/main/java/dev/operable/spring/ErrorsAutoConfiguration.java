package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.errors.LoggedErrors;
import dev.operable.core.errors.SentryErrors;
import dev.operable.core.errors.SentrySettings;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Errors reach Sentry, unless Sentry's own starter sees to that or its jar was left out. */
@AutoConfiguration(after = SettingsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.ERRORS, matchIfMissing = true)
@ConditionalOnMissingClass({
    "io.sentry.spring.boot4.SentryAutoConfiguration",
    "io.sentry.spring.boot.jakarta.SentryAutoConfiguration"
})
final class ErrorsAutoConfiguration {
    private static final String OURS = "opsErrorReporter";

    /** Sentry hears of the log by itself; a reporter of the application's hears by this. */
    @Bean
    ErrorSink opsErrorSink(ObjectProvider<ErrorReporter> reporters, BeanFactory beans) {
        ErrorReporter reporter = reporters.getIfUnique(ErrorReporter::none);
        return new ErrorSink(beans.containsBean(OURS) ? reporter : LoggedErrors.to(reporter));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.sentry.Sentry")
    static class Reported {
        @Bean
        @ConditionalOnMissingBean
        ErrorReporter opsErrorReporter(Settings settings, ServiceIdentity identity, ObjectProvider<Redaction> rules) {
            return SentryErrors.start(settings.get(SentrySettings.class), identity, Hidden.of(rules, settings));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.sentry.Sentry")
    static class Unreported {
        @Bean
        @ConditionalOnMissingBean
        ErrorReporter opsErrorReporter() {
            return ErrorReporter.none();
        }
    }
}
