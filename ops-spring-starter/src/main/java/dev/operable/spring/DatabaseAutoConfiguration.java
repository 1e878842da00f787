package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.health.HealthCheck;
import dev.operable.health.HealthChecks;
import dev.operable.health.SelfChecks;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The application's one data source: checked, and an SQLite file migrated by one process at a time. */
@AutoConfiguration(
        after = SelfCheckAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnBooleanProperty(name = Switches.DATABASE, matchIfMissing = true)
@ConditionalOnSingleCandidate(DataSource.class)
final class DatabaseAutoConfiguration {
    private static final String CHECK = "database";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Bean
    SmartInitializingSingleton opsDatabaseCheck(ObjectProvider<SelfChecks> checks, DataSource dataSource) {
        return () -> checks.ifAvailable(
                present -> present.add(HealthCheck.named(CHECK).timeout(TIMEOUT).of(HealthChecks.jdbc(dataSource))));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(FlywayMigrationStrategy.class)
    static class Migrations {
        @Bean
        @ConditionalOnMissingBean
        FlywayMigrationStrategy opsFlywayMigrationStrategy(Settings settings) {
            return new LockedMigration(settings.get(DatabaseVariables.class).lockWait());
        }
    }
}
