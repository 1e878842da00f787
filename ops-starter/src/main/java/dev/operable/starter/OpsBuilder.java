package dev.operable.starter;

import dev.operable.config.ConfigException;
import dev.operable.config.ConfigSource;
import dev.operable.config.Converter;
import dev.operable.config.Settings;
import dev.operable.core.DevelopmentAgent;
import dev.operable.core.Redaction;
import dev.operable.core.RedactionSettings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.ServiceSettings;
import dev.operable.core.admin.AdminSettings;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.errors.SentrySettings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.metrics.MetricsSettings;
import dev.operable.core.metrics.PushSettings;
import dev.operable.database.DatabaseSettings;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.ConsulSource;
import dev.operable.discovery.DiscoverySettings;
import dev.operable.discovery.FromConsulSettings;
import dev.operable.discovery.LeaseSettings;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcPolicySettings;
import dev.operable.rpc.RpcProxy;
import dev.operable.rpc.RpcTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a plain service is made of, before it starts. Defaults: the process's environment, a {@code .env} file of the
 * working directory in development, no database. For one thread.
 */
public final class OpsBuilder {
    private final String name;
    private final Class<?> main;
    private final List<Class<? extends Record>> own = new ArrayList<>();
    private final Map<String, String> code = new LinkedHashMap<>();
    /** What else is said of the settings, in the order in which it was said. */
    private final List<Consumer<Settings.Builder>> more = new ArrayList<>();

    /** Looked for with the bindings: that opens every jar of the class path, which the start of the log does as well meanwhile. */
    private Optional<DevelopmentAgent> devkit = Optional.empty();

    private Map<String, String> environment = System.getenv();
    private Redaction redaction = Redaction.standard();
    private final List<MeterRegistry> registries = new ArrayList<>();
    private Optional<ErrorReporter> errors = Optional.empty();
    /** The checks that are there from the start. */
    private final List<BiConsumer<Settings, SelfChecks>> checks = new ArrayList<>();

    private boolean database;
    private @Nullable String defaultDatabase;

    OpsBuilder(String name, Class<?> main) {
        this.name = name;
        this.main = main;
    }

    /** Binds a settings record of the service; {@link Ops#settings} gives it. */
    public OpsBuilder settings(Class<? extends Record> type) {
        own.add(type);
        return this;
    }

    /** Opens and migrates the database that {@code DATABASE_URL} names, which has to be set then. */
    public OpsBuilder database() {
        database = true;
        return this;
    }

    /**
     * Opens and migrates the database that {@code DATABASE_URL} names, or else this one.
     *
     * @param defaultUrl {@code jdbc:...} or {@code postgres://...}
     */
    public OpsBuilder database(String defaultUrl) {
        defaultDatabase = defaultUrl;
        return database();
    }

    /**
     * Adds checks that need nothing but the settings. They are there from the start, and {@code OPS_MODE=check} runs them as
     * well, which it does not with those that are added to a service that runs.
     *
     * <pre>{@code
     * .checks((settings, checks) -> checks.add(HealthCheck.named("outbox").of(() -> outbox(settings.get(Mail.class)))))
     * }</pre>
     */
    public OpsBuilder checks(BiConsumer<Settings, SelfChecks> adds) {
        checks.add(adds);
        return this;
    }

    /** Sets a variable in code, which wins over the environment. */
    public OpsBuilder set(String key, String value) {
        code.put(key, value);
        return this;
    }

    /** Reads variables from one more place, which the environment wins over. */
    public OpsBuilder source(ConfigSource source) {
        more.add(builder -> builder.source(source));
        return this;
    }

    /**
     * Reads a type of the service's settings in a way of its own.
     *
     * @param noun with its article, as the report reads it: {@code "an amount"}
     * @param example a text that fits; may be empty
     */
    public <T> OpsBuilder converter(Class<T> type, String noun, String example, Converter<T> converter) {
        more.add(builder -> builder.converter(type, noun, example, converter));
        return this;
    }

    /** Every variable that begins so has to be one that is read, as with {@code OPS_}. */
    public OpsBuilder owns(String prefix) {
        more.add(builder -> builder.owns(prefix));
        return this;
    }

    /**
     * What is hidden in logs, error reports and endpoints; {@code OPS_REDACT} adds to it. The {@linkplain Redaction#standard()
     * usual} unless it is said.
     */
    public OpsBuilder redaction(Redaction rules) {
        redaction = rules;
        return this;
    }

    /** Gives every meter to this registry, too, which is closed with the service: for a store that does not scrape. */
    public OpsBuilder registry(MeterRegistry registry) {
        registries.add(registry);
        return this;
    }

    /**
     * Reports errors there instead of to Sentry: what is given to {@link Ops#errors()}, events of level ERROR, and exceptions
     * that nobody caught. It is closed with the service.
     */
    public OpsBuilder errors(ErrorReporter reporter) {
        errors = Optional.of(reporter);
        return this;
    }

    /** These variables instead of the process's. */
    public OpsBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** All variables of the service, as the text of a {@code .env.example}; none of them has to be set. */
    public String example() {
        return bindings().example();
    }

    /** All variables of the service, as a Markdown table; none of them has to be set. */
    public String table() {
        return bindings().table();
    }

    /**
     * Starts the service. What is wrong with the configuration is printed, all of it, and the process exits with status
     * 78; a start that fails otherwise is logged and taken back, and the process exits with status 1, also when the thread
     * that called this fails before {@link Ops#listening}. Where
     * {@code OPS_MODE} asks for something else than running, that is done and the process exits: with status 0, or 1 where
     * {@code check} found something that keeps the service from starting.
     */
    public Ops start() {
        Ahead ahead = Ahead.begin();
        return new Launch(() -> bindingsBeside(ahead), this::wiring, redaction).run();
    }

    /**
     * As {@link #start()}, for a program that goes on when the service does not start, such as a test. {@code OPS_MODE} is
     * read and not obeyed.
     *
     * @throws ConfigException with every problem of the configuration
     * @throws StartException if something else fails; what had been started is stopped
     */
    public Ops startOrThrow() {
        return wiring(bindingsBeside(Ahead.begin())).start(status -> {});
    }

    private Settings.Builder bindingsBeside(Ahead ahead) {
        try {
            return bindings();
        } finally {
            ahead.awaitLog();
        }
    }

    /** Only now from Consul, because neither an example nor {@code OPS_MODE} is worth a question to it. */
    private Wiring wiring(Settings.Builder builder) {
        Settings.Builder outside = outside();
        Optional<ConsulSource> consul = ConsulSource.open(outside, name, stage(outside));
        if (consul.isPresent()) {
            builder.source(consul.get());
        }
        try {
            Settings settings = builder.load();
            return new Wiring(
                    settings,
                    consul,
                    identity(settings),
                    new InCode(redaction(settings), registries, errors),
                    devkit,
                    database,
                    present -> add(settings, present));
        } catch (RuntimeException | Error failed) {
            consul.ifPresent(ConsulSource::close);
            throw failed;
        }
    }

    private void add(Settings settings, SelfChecks to) {
        for (BiConsumer<Settings, SelfChecks> adds : checks) {
            adds.accept(settings, to);
        }
    }

    private ServiceIdentity identity(Settings settings) {
        return settings.get(ServiceSettings.class).identity(name, main, devkit.isPresent());
    }

    private Redaction redaction(Settings settings) {
        return settings.get(RedactionSettings.class).with(redaction);
    }

    /** The code, the environment and {@code .env}: what Consul is found by. */
    private Settings.Builder outside() {
        Settings.Builder builder = Settings.of(name).environment(environment);
        for (Map.Entry<String, String> variable : code.entrySet()) {
            builder.set(variable.getKey(), variable.getValue());
        }
        if (stage(builder).equals(ServiceIdentity.DEVELOPMENT)) {
            builder.dotEnv(Path.of(".env"));
        }
        return builder;
    }

    private String stage(Settings.Builder builder) {
        return builder.value("SERVICE_ENVIRONMENT").orElse(devkit.isPresent() ? ServiceIdentity.DEVELOPMENT : "");
    }

    private Settings.Builder bindings() {
        devkit = ServiceLoader.load(DevelopmentAgent.class).findFirst();
        Settings.Builder builder = outside();
        LoggingSettings.describe(builder);
        for (Consumer<Settings.Builder> one : more) {
            one.accept(builder);
        }
        for (Class<? extends Record> each : everyService()) {
            builder.bind(each);
        }
        for (Class<? extends Record> each : own) {
            builder.bind(each);
        }
        if (database) {
            if (defaultDatabase != null) {
                builder.otherwise("DATABASE_URL", defaultDatabase);
            }
            builder.bind(DatabaseSettings.class);
        }
        return builder;
    }

    /** No constant, for the log is to start before any of them is loaded. */
    private static List<Class<? extends Record>> everyService() {
        return List.of(
                ServiceSettings.class,
                ModeSettings.class,
                RedactionSettings.class,
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
    }
}
