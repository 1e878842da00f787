package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.errors.SentryErrors;
import dev.operable.core.errors.SentrySettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

/** Errors reach Sentry, unless Sentry's own starter sees to that. */
@AutoConfiguration(after = SettingsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.ERRORS, matchIfMissing = true)
@ConditionalOnMissingClass({
    "io.sentry.spring.boot4.SentryAutoConfiguration",
    "io.sentry.spring.boot.jakarta.SentryAutoConfiguration"
})
final class ErrorsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    ErrorReporter opsErrorReporter(Settings settings, ServiceIdentity identity, ObjectProvider<Redaction> rules) {
        return SentryErrors.start(settings.get(SentrySettings.class), identity, Hidden.of(rules, settings));
    }
}
