package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Settings and identity where no {@code SpringApplication} was run, which otherwise brings them. */
@AutoConfiguration
final class SettingsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Settings opsSettings(ConfigurableEnvironment environment) {
        return Foundation.load(environment, null).settings();
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceIdentity opsIdentity(ConfigurableEnvironment environment) {
        return Foundation.load(environment, null).identity();
    }
}
