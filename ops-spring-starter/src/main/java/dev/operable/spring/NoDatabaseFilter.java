package dev.operable.spring;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Leaves out what this starter brings along and the application has no use for: without it an application that has no
 * database would not start for want of a URL, and one without migrations would get Flyway's table. The switches say nothing
 * here: the jars are there whatever they say.
 */
final class NoDatabaseFilter implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final String DATA_SOURCE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";
    private static final String FLYWAY = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration";
    private static final String MIGRATIONS = "db/migration";

    /** With one of these on the class path a data source may be made without any property. */
    private static final Set<String> WITHOUT_PROPERTIES = Set.of(
            "org.h2.Driver",
            "org.hsqldb.jdbc.JDBCDriver",
            "org.apache.derby.jdbc.EmbeddedDriver",
            "org.springframework.boot.testcontainers.service.connection.ServiceConnection",
            "org.springframework.boot.docker.compose.core.DockerCompose");

    private final ClassLoader classLoader;
    private Environment environment = new org.springframework.core.env.StandardEnvironment();

    NoDatabaseFilter() {
        ClassLoader found = ClassUtils.getDefaultClassLoader();
        classLoader = found == null ? NoDatabaseFilter.class.getClassLoader() : found;
    }

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] keep = new boolean[autoConfigurations.length];
        for (int i = 0; i < keep.length; i++) {
            String name = autoConfigurations[i];
            boolean useless = (DATA_SOURCE.equals(name) && !hasDatabase()) || (FLYWAY.equals(name) && !hasMigrations());
            keep[i] = !useless;
        }
        return keep;
    }

    private boolean hasDatabase() {
        return isSet("spring.datasource")
                || WITHOUT_PROPERTIES.stream().anyMatch(name -> ClassUtils.isPresent(name, classLoader));
    }

    private boolean hasMigrations() {
        return classLoader.getResource(MIGRATIONS) != null || isSet("spring.flyway");
    }

    private boolean isSet(String prefix) {
        return Binder.get(environment)
                .bind(prefix, Bindable.mapOf(String.class, Object.class))
                .map(Map::isEmpty)
                .map(empty -> !empty)
                .orElse(false);
    }
}
