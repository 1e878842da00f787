package dev.operable.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;

/** The two pools of a database: the one of the application and, while it migrates, one of its own for Flyway. */
final class Pools {
    /** Flyway holds its lock, its history and the running migration on a connection each. */
    private static final int MIGRATION_CONNECTIONS = 5;

    private final DatabaseSettings settings;
    private final DatabaseUrl url;

    Pools(DatabaseSettings settings, DatabaseUrl url) {
        this.settings = settings;
        this.url = url;
    }

    HikariDataSource application(MeterRegistry registry) {
        HikariConfig config = config("ops-database", settings.poolSize());
        config.setMetricRegistry(registry);
        return new HikariDataSource(config);
    }

    HikariDataSource migrations() {
        HikariConfig config = config("ops-migrations", MIGRATION_CONNECTIONS);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** What every connection tells its driver. */
    Properties driverProperties() {
        Properties properties = new Properties();
        if (url.isSqlite()) {
            properties.putAll(
                    SqliteFile.properties(url.jdbc(), settings.connectTimeout().toMillis()));
        }
        if (url.isPostgres()) {
            String seconds = Long.toString(Math.max(1, settings.connectTimeout().toSeconds()));
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("loginTimeout", seconds);
        }
        if (url.user() != null) {
            properties.setProperty("user", url.user());
        }
        if (url.password() != null) {
            properties.setProperty("password", url.password().reveal());
        }
        return properties;
    }

    private HikariConfig config(String name, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        Properties told = driverProperties();
        if (url.isPostgres()) {
            told.setProperty("ApplicationName", name); // that of the URL wins
        }
        config.setDataSourceProperties(told);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        return config;
    }
}
