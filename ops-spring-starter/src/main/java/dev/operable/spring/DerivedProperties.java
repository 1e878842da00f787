package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.database.DatabaseSettings;
import dev.operable.database.SharedSqlite;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Spring's own properties, from the variables that every service has. They stand just below the process's environment: a
 * {@code SERVER_PORT} wins over {@code LISTEN}, and {@code LISTEN} over the application's files.
 */
final class DerivedProperties {
    static final String FROM_VARIABLES = "operable variables";
    static final String DEFAULTS = "operable defaults";

    private static final String URL = "spring.datasource.url";
    private static final String DRIVER = "spring.datasource.hikari.data-source-properties.";

    private DerivedProperties() {}

    static void addTo(ConfigurableEnvironment environment, Settings settings, boolean database) {
        Map<String, Object> values = new LinkedHashMap<>();
        settings.get(ServerVariables.class).listen().ifPresent(listen -> {
            values.put("server.address", listen.host());
            values.put("server.port", listen.port());
        });
        if (database) {
            database(settings.get(DatabaseVariables.class), values);
            if (values.containsKey(URL) || environment.containsProperty(URL)) {
                // Without a database, not even its pool is spoken of: Spring would make one.
                pool(settings.get(DatabaseVariables.class), values);
            }
        }
        addVariables(environment.getPropertySources(), values);
        addDefaults(environment);
    }

    private static void database(DatabaseVariables variables, Map<String, Object> values) {
        Optional<DatabaseSettings> told = variables.url().map(DatabaseSettings::of);
        told.ifPresent(settings -> values.put(URL, settings.jdbcUrl()));
        variables
                .user()
                .or(() -> told.flatMap(DatabaseSettings::user))
                .ifPresent(user -> values.put("spring.datasource.username", user));
        variables
                .password()
                .or(() -> told.flatMap(DatabaseSettings::password))
                .ifPresent(password -> values.put("spring.datasource.password", password.reveal()));
    }

    private static void pool(DatabaseVariables variables, Map<String, Object> values) {
        variables.poolSize().ifPresent(size -> values.put("spring.datasource.hikari.maximum-pool-size", size));
        values.put(
                "spring.datasource.hikari.connection-timeout",
                variables.connectTimeout().toMillis());
    }

    private static void addVariables(MutablePropertySources sources, Map<String, Object> values) {
        MapPropertySource source = new MapPropertySource(FROM_VARIABLES, values);
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        } else {
            sources.addFirst(source);
        }
    }

    private static void addDefaults(ConfigurableEnvironment environment) {
        Map<String, Object> values = new LinkedHashMap<>();
        // A banner is no log event.
        values.put("spring.main.banner-mode", "off");
        SharedSqlite.driverProperties(environment.getProperty("spring.datasource.url", ""))
                .forEach((name, value) -> values.put(DRIVER + name, value));
        values.keySet().removeIf(environment::containsProperty);
        environment.getPropertySources().addLast(new MapPropertySource(DEFAULTS, values));
    }
}
