package dev.operable.spring;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.operable.config.Settings;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.HealthChecks;
import dev.operable.health.PoolUse;
import dev.operable.health.SelfChecks;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.springframework.util.ClassUtils;

/** The application's one data source: checked, and an SQLite file migrated by one process at a time. */
@AutoConfiguration(
        after = SelfCheckAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnBooleanProperty(name = Switches.DATABASE, matchIfMissing = true)
@ConditionalOnSingleCandidate(DataSource.class)
final class DatabaseAutoConfiguration {
    private static final String CHECK = "database";
    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Bean
    SmartInitializingSingleton opsDatabaseCheck(ObjectProvider<SelfChecks> checks, DataSource dataSource) {
        return () -> checks.ifAvailable(
                present -> present.add(HealthCheck.named(CHECK).timeout(TIMEOUT).of(check(dataSource))));
    }

    private static HealthCheck check(DataSource dataSource) {
        return ClassUtils.isPresent(HIKARI, DatabaseAutoConfiguration.class.getClassLoader())
                ? Hikari.check(dataSource)
                : HealthChecks.jdbc(dataSource);
    }

    /** Apart, since the pool may be another one. */
    private static final class Hikari {
        private static final Logger LOG = LoggerFactory.getLogger(DatabaseAutoConfiguration.class);

        static HealthCheck check(DataSource dataSource) {
            try {
                if (dataSource.isWrapperFor(HikariDataSource.class)) {
                    HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
                    return HealthChecks.jdbc(dataSource, () -> use(pool));
                }
            } catch (SQLException refused) {
                LOG.atDebug().setCause(refused).log("The data source does not tell which pool it is.");
            }
            return HealthChecks.jdbc(dataSource);
        }

        private static PoolUse use(HikariDataSource pool) {
            HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
            return numbers == null // nobody asked for a connection yet
                    ? new PoolUse(0, pool.getMaximumPoolSize(), 0)
                    : new PoolUse(
                            numbers.getActiveConnections(),
                            pool.getMaximumPoolSize(),
                            numbers.getThreadsAwaitingConnection());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(FlywayMigrationStrategy.class)
    static class Migrations {
        @Bean
        @ConditionalOnMissingBean(FlywayMigrationStrategy.class)
        LockedMigration opsFlywayMigrationStrategy(Settings settings) {
            DatabaseVariables told = settings.get(DatabaseVariables.class);
            return new LockedMigration(told.lockWait(), told.newerSchema());
        }

        @Bean
        SmartInitializingSingleton opsSchemaCheck(
                ObjectProvider<SelfChecks> checks, ObjectProvider<LockedMigration> migrations, Settings settings) {
            // Where nothing is migrated, the report has a row of its own for it.
            boolean migrated = settings.get(ModeVariable.class).mode() != ModeVariable.Mode.CHECK;
            return () -> checks.ifAvailable(present -> migrations.ifAvailable(migration -> {
                if (migrated) {
                    present.add(HealthCheck.named("schema")
                            .criticality(Criticality.DEGRADES)
                            .every(Duration.ofMinutes(1))
                            .timeout(Duration.ofSeconds(5))
                            .of(migration.check()));
                }
            }));
        }
    }
}
