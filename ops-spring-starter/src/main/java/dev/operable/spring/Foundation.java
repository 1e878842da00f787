package dev.operable.spring;

import dev.operable.config.ConfigException;
import dev.operable.config.Settings;
import dev.operable.core.DevelopmentAgent;
import dev.operable.core.RedactionSettings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.ServiceSettings;
import dev.operable.core.admin.AdminSettings;
import dev.operable.core.errors.SentrySettings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.metrics.MetricsSettings;
import dev.operable.core.metrics.PushSettings;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.ConsulSource;
import dev.operable.discovery.DiscoverySettings;
import dev.operable.discovery.FromConsulSettings;
import dev.operable.discovery.LeaseSettings;
import dev.operable.rpc.RpcPolicySettings;
import dev.operable.rpc.RpcProxy;
import dev.operable.rpc.RpcTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** What has to be known before anything else: all settings, valid, and who this process is. */
record Foundation(Settings settings, ServiceIdentity identity, Optional<ConsulSource> consul) {
    static final List<Class<? extends Record>> RECORDS = List.of(
            ServiceSettings.class,
            ModeVariable.class,
            RedactionSettings.class,
            ServerVariables.class,
            LoggingSettings.class,
            SentrySettings.class,
            MetricsSettings.class,
            PushSettings.class,
            AdminSettings.class,
            StopSettings.class,
            HttpSettings.class,
            DiscoverySettings.class,
            ConsulSettings.class,
            FromConsulSettings.class,
            LeaseSettings.class,
            RpcTls.class,
            RpcProxy.class,
            RpcPolicySettings.class);

    /**
     * Reads the environment, outside of a {@code SpringApplication}, where Consul's keys are not read.
     *
     * @throws SettingsException with every problem, if there is one
     */
    static Foundation load(ConfigurableEnvironment environment) {
        return load(environment, null, List::of);
    }

    /**
     * Reads the environment.
     *
     * @param main whose jar's manifest has the version
     * @param more the application's own records, which are asked for when there is a problem, so that all are told at once
     * @throws SettingsException with every problem, if there is one
     */
    static Foundation load(
            ConfigurableEnvironment environment,
            @Nullable Class<?> main,
            Supplier<List<Class<? extends Record>>> more) {
        boolean devkit = developmentAgent().isPresent();
        try {
            Settings.Builder builder = bindings(environment, devkit);
            Settings.Builder outside = outside(environment, devkit);
            Optional<ConsulSource> consul = main == null
                    ? Optional.empty()
                    : ConsulSource.open(outside, name(environment), stage(outside, devkit));
            consul.ifPresent(builder::source);
            Settings settings = load(builder, consul, more);
            ServiceSettings service = settings.get(ServiceSettings.class);
            return new Foundation(settings, identity(service, name(environment), main, devkit), consul);
        } catch (ConfigException problems) {
            throw new SettingsException(problems);
        }
    }

    /**
     * All settings again, with the application's own records.
     *
     * @throws SettingsException with every problem, if there is one
     */
    static Settings settings(
            ConfigurableEnvironment environment, Optional<ConsulSource> consul, List<Class<? extends Record>> records) {
        try {
            Settings.Builder builder = bindings(environment, developmentAgent().isPresent());
            consul.ifPresent(builder::source);
            records.forEach(builder::bind);
            return builder.load();
        } catch (ConfigException problems) {
            throw new SettingsException(problems);
        }
    }

    /**
     * The text of a {@code .env.example}, if {@code OPS_MODE} asks for it. Nothing else has to be set for that.
     *
     * @throws SettingsException if {@code OPS_MODE} cannot be read
     */
    static Optional<String> example(ConfigurableEnvironment environment, Supplier<List<Class<? extends Record>>> more) {
        try {
            boolean devkit = developmentAgent().isPresent();
            Optional<String> mode = outside(environment, devkit).value("OPS_MODE");
            return mode.filter("env"::equalsIgnoreCase).map(asked -> {
                Settings.Builder builder = bindings(environment, devkit);
                more.get().forEach(builder::bind);
                return builder.example();
            });
        } catch (ConfigException problems) {
            throw new SettingsException(problems);
        }
    }

    private static Settings load(
            Settings.Builder builder, Optional<ConsulSource> consul, Supplier<List<Class<? extends Record>>> more) {
        try {
            return loadAll(builder, more);
        } catch (RuntimeException | Error failed) {
            consul.ifPresent(ConsulSource::close);
            throw failed;
        }
    }

    private static Settings loadAll(Settings.Builder builder, Supplier<List<Class<? extends Record>>> more) {
        try {
            return builder.load();
        } catch (ConfigException ofOurs) {
            // What looks like a slip may be read by one of these.
            more.get().forEach(builder::bind);
            return builder.load();
        }
    }

    /** What Consul is found by. */
    private static Settings.Builder outside(ConfigurableEnvironment environment, boolean devkit) {
        Map<String, String> variables = Variables.of(environment, System.getenv());
        Settings.Builder builder = Settings.of(variables.getOrDefault("SERVICE_NAME", name(environment)))
                .environment(variables);
        if (stage(builder, devkit).equals(ServiceIdentity.DEVELOPMENT)) {
            builder.dotEnv(Path.of(".env"));
        }
        return builder;
    }

    private static String stage(Settings.Builder builder, boolean devkit) {
        return builder.value("SERVICE_ENVIRONMENT").orElse(devkit ? ServiceIdentity.DEVELOPMENT : "");
    }

    /** Every setting that an application has by us, not loaded yet. */
    static Settings.Builder bindings(ConfigurableEnvironment environment, boolean devkit) {
        Settings.Builder builder = outside(environment, devkit);
        LoggingSettings.describe(builder);
        RECORDS.forEach(builder::bind);
        if (environment.getProperty(Switches.DATABASE, Boolean.class, true)) {
            builder.bind(DatabaseVariables.class);
        }
        Switches.variables().forEach(builder::value);
        return builder;
    }

    private static String name(ConfigurableEnvironment environment) {
        return environment.getProperty("spring.application.name", "application");
    }

    private static ServiceIdentity identity(
            ServiceSettings service, String name, @Nullable Class<?> main, boolean devkit) {
        if (main != null) {
            return service.identity(name, main, devkit);
        }
        Optional<String> version = service.version().or(() -> Optional.of("unknown"));
        return new ServiceSettings(service.name(), version, service.environment(), service.instance())
                .identity(name, Foundation.class, devkit);
    }

    /** The devkit's, when that jar is there. */
    static Optional<DevelopmentAgent> developmentAgent() {
        return ServiceLoader.load(DevelopmentAgent.class).findFirst();
    }
}
