package dev.operable.spring;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Keeps an application that is only checked from changing a database while its beans are made: what migrates is replaced,
 * whichever strategy it would follow, and beans that no check needs are not made.
 */
final class NothingChanges implements InstantiationAwareBeanPostProcessor {
    private static final String FLYWAY = "org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer";

    private static final Map<String, Object> PROPERTIES = Map.of(
            "spring.main.lazy-initialization", "true",
            "spring.jpa.hibernate.ddl-auto", "none",
            "spring.liquibase.enabled", "false",
            "spring.sql.init.mode", "never");

    private NothingChanges() {}

    static void addTo(ConfigurableEnvironment environment) {
        environment.getPropertySources().addFirst(new MapPropertySource("operable check", PROPERTIES));
    }

    static void addTo(ConfigurableListableBeanFactory beans) {
        if (ClassUtils.isPresent(FLYWAY, beans.getBeanClassLoader())) {
            beans.addBeanPostProcessor(new NothingChanges());
        }
    }

    /** What is made here is not initialised any more, and it is its initialisation that migrates. */
    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> type, String name) {
        return FlywayMigrationInitializer.class.isAssignableFrom(type)
                ? new FlywayMigrationInitializer(Flyway.configure().load())
                : null;
    }
}
