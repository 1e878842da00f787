package dev.operable.starter;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.ListenAddress;
import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.core.DevelopmentAgent;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.SettingsWatch;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.admin.AdminSettings;
import dev.operable.core.admin.SettingsHandler;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.errors.SentryErrors;
import dev.operable.core.errors.SentrySettings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingFilter;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.StopStep;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.metrics.Metrics;
import dev.operable.core.metrics.MetricsSettings;
import dev.operable.database.Database;
import dev.operable.database.DatabaseSettings;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.ConsulSource;
import dev.operable.discovery.DiscoverySettings;
import dev.operable.discovery.LeaseSettings;
import dev.operable.discovery.Leases;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain Java service, made operable. Safe for use by many threads.
 *
 * <pre>{@code
 * Ops ops = Ops.service("hits").settings(HitsSettings.class).database("jdbc:sqlite:hits.db").start();
 * ops.checks(new HitsChecks(ops.database()));
 * HttpServer http = ...;
 * ops.listening(http.getAddress(), () -> http.stop(0));
 * }</pre>
 *
 * <p>It stops by itself when the process is told to end: out of discovery, out of traffic, and only then out of the world.
 */
public final class Ops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ops.class);
    private static final Duration DRAIN_MARGIN = Duration.ofMillis(500);

    private final Settings settings;
    private final Optional<ConsulSource> fromConsul;
    private final ServiceIdentity identity;
    private final Stopping stopping;
    private final ErrorReporter errors;
    private final Metrics metrics;
    private final @Nullable Database database;
    private final SelfChecks checks;
    private final AdminServer admin;
    private final Catalog catalog;
    private final RpcClients rpc;
    private final InFlight inFlight = new InFlight();
    private final IncomingRequests requests;

    /**
     * The wiring of a plain service, whole and in the order of its life: the log first, for it tells of all that follows;
     * whatever may fail before anything that others can see. Each part is stopped in its phase, the last one started first.
     */
    private Ops(
            Settings settings,
            Optional<ConsulSource> fromConsul,
            ServiceIdentity identity,
            Stopping stopping,
            Optional<DevelopmentAgent> devkit,
            boolean withDatabase) {
        this.settings = settings;
        this.fromConsul = fromConsul;
        this.identity = identity;
        this.stopping = stopping;
        Logging logging =
                stopping.closing(StopPhase.FLUSH, "log", Logging.start(identity, settings.get(LoggingSettings.class)));
        errors = stopping.closing(
                StopPhase.FLUSH, "errors", SentryErrors.start(settings.get(SentrySettings.class), identity));
        stopping.closing(StopPhase.CANCEL, "settings", SettingsWatch.start(settings));
        metrics = stopping.closing(
                StopPhase.CANCEL,
                "metrics",
                Metrics.start(identity, settings.get(MetricsSettings.class), logging, errors));
        MeterRegistry registry = metrics.registry();
        // A token in a file changes while the service runs.
        Supplier<Optional<Secret>> token =
                () -> settings.live(ConsulSettings.class).get().token();
        fromConsul.ifPresent(source -> {
            source.token(token);
            source.bindTo(registry);
        });
        database = withDatabase ? openDatabase(registry) : null;
        checks = stopping.closing(StopPhase.CANCEL, "checks", new SelfChecks(registry));
        checks.register("settings", Criticality.DEGRADES, Probe.READY, this::settingsInForce);
        if (database != null) {
            checks.register("database", Criticality.CRITICAL, Probe.READY, database.check());
        }
        admin = stopping.closing(
                StopPhase.CANCEL,
                "admin endpoints",
                new AdminServer(settings.get(AdminSettings.class), identity)
                        .route("/metrics", metrics.handler())
                        .route("/self-check", checks.handler())
                        .guarded("/ops/self-check", checks.detailedHandler())
                        .guarded("/ops/config", new SettingsHandler(settings)));
        admin.start();
        catalog = stopping.closing(
                StopPhase.CANCEL,
                "catalog",
                Catalog.open(
                        settings.get(DiscoverySettings.class),
                        settings.get(ConsulSettings.class),
                        identity,
                        settings::value,
                        devkit,
                        registry));
        catalog.token(token);
        catalog.agent()
                .ifPresent(agent -> checks.register("consul", Criticality.DEGRADES, Probe.READY, () -> catalog.problem()
                        .map(CheckResult::degraded)
                        .orElseGet(CheckResult::pass)));
        rpc = stopping.closing(
                StopPhase.CANCEL, "calls", RpcClients.create(catalog.discovery(), RpcOptions.defaults(), registry));
        requests = new IncomingRequests(settings.get(HttpSettings.class), registry, inFlight);
        stopping.on(StopPhase.UNREADY, "self-check", this::unready);
        stopping.on(StopPhase.DEREGISTER, "discovery", catalog::leave);
        stopping.on(StopPhase.STOP_WORK, "leases", catalog::closeLeases);
        log.atInfo().addKeyValue("url", admin.address()).log("admin endpoints");
    }

    /** Starts all parts; when one fails, stops those that were started. */
    static Ops start(
            Settings settings,
            Optional<ConsulSource> fromConsul,
            ServiceIdentity identity,
            Optional<DevelopmentAgent> devkit,
            boolean withDatabase) {
        Stopping stopping = Stopping.onShutdown(settings.get(StopSettings.class));
        try {
            return new Ops(settings, fromConsul, identity, stopping, devkit, withDatabase);
        } catch (RuntimeException | Error failed) {
            stopping.stop();
            throw failed;
        }
    }

    /** Migrates the database and starts nothing else: the release before may still be running here. */
    static void migrate(Settings settings, ServiceIdentity identity) {
        Logging logging = Logging.start(identity, settings.get(LoggingSettings.class));
        try (Database database = Database.open(settings.get(DatabaseSettings.class), new SimpleMeterRegistry())) {
            int applied = database.migrate();
            log.atInfo().addKeyValue("applied", applied).log("The database is migrated.");
        } finally {
            logging.close();
        }
    }

    /**
     * Begins the description of a service.
     *
     * @param name by which other services call it, unless {@code SERVICE_NAME} says otherwise
     */
    public static OpsBuilder service(String name) {
        Class<?> main = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .getCallerClass();
        return new OpsBuilder(name, main);
    }

    /**
     * A settings record of the service.
     *
     * @throws IllegalArgumentException if the builder was not given this type
     */
    public <T extends Record> T settings(Class<T> type) {
        return settings.get(type);
    }

    /**
     * A settings record of the service that follows its sources: the files of {@code X_FILE} variables, the keys of Consul,
     * and in development {@code .env}.
     *
     * @throws IllegalArgumentException if the builder was not given this type
     */
    public <T extends Record> Live<T> live(Class<T> type) {
        return settings.live(type);
    }

    /** Who this process is. */
    public ServiceIdentity identity() {
        return identity;
    }

    /**
     * Adds the methods of an object that are annotated with {@link dev.operable.health.SelfCheck}.
     *
     * @throws IllegalArgumentException if there are none, or one cannot be a check
     */
    public void checks(Object withAnnotatedMethods) {
        checks.register(withAnnotatedMethods);
    }

    /** The self-checks, to add one without an annotation or to ask for the verdict. */
    public SelfChecks checks() {
        return checks;
    }

    /** Answers {@code /self-check} and the paths below it; for the service's own server. */
    public HttpHandler selfCheck() {
        return checks.handler();
    }

    /** Belongs on each context of the service's own server: trace and request ids, times, limits, and the orderly stop. */
    public Filter filter() {
        return new IncomingFilter(requests);
    }

    /** For a filter with routes of its own, for servlets, and for the threads of the service's own server. */
    public IncomingRequests requests() {
        return requests;
    }

    /**
     * The database, migrated.
     *
     * @throws IllegalStateException if the builder was not told that there is one
     */
    public Database database() {
        if (database == null) {
            throw new IllegalStateException(
                    "This service has no database. Say so with Ops.service(\"" + identity.name() + "\").database().");
        }
        return database;
    }

    /** Calls another service by its name. The same object for the same name. */
    public RpcClient rpc(String service) {
        return rpc.client(service);
    }

    /**
     * What only one of all processes may do at a time. All leases are given back at the stop.
     *
     * @throws IllegalStateException if there is no Consul that could give leases
     */
    public Leases leases() {
        return catalog.leases(settings.get(LeaseSettings.class))
                .orElseThrow(() -> new IllegalStateException(
                        "There is no Consul that could give leases to " + identity.name() + ". Set CONSUL_HTTP_ADDR."));
    }

    /** Where the service's own meters go. */
    public MeterRegistry metrics() {
        return metrics.registry();
    }

    /** Takes errors that the service handles itself and that people should still know of. */
    public ErrorReporter errors() {
        return errors;
    }

    /** Where the admin endpoints answer. */
    public URI admin() {
        return admin.address();
    }

    /** What this process finds others with; empty without Consul. */
    public Optional<URI> consul() {
        return catalog.agent();
    }

    /**
     * Says that the service answers now: the self-check turns well and the service is registered. When the process was
     * told to end before this, the server is stopped again and nothing is registered.
     *
     * @param address where the server listens, with its real port
     * @param stop closes the server; called once, when requests in flight have finished or their time is over
     */
    public void listening(InetSocketAddress address, Runnable stop) {
        try {
            stopping.on(StopPhase.DRAIN, "server", () -> drain(stop));
        } catch (IllegalStateException tooLate) {
            log.atInfo().log("The process ends before the service was announced.");
            stop.run();
            return;
        }
        String host = catalog.advertisedHost(address);
        URI url = URI.create("http://" + new ListenAddress(host, address.getPort()));
        checks.started();
        Announcement announcement = new Announcement(identity, settings.get(ConsulSettings.class), checks);
        catalog.register(announcement.of(url, admin.address()));
        stopping.announced();
        ready();
        log.atInfo().addKeyValue("url", url).log("listening");
    }

    /** Adds a step to the stop: after the traffic has ended, before the parts of Operable close. */
    public void onStop(String name, StopStep step) {
        stopping.on(StopPhase.DRAIN, name, step);
    }

    /** Stops the service as a SIGTERM would, and returns when it has stopped. Closing twice is closing once. */
    @Override
    public void close() {
        stopping.stop();
    }

    /**
     * Ends the process when the thread that starts the service dies before the service listens: half a service, kept alive
     * by the threads of its servers, would be neither found nor restarted.
     */
    void endsWith(Thread starter) {
        starter.setUncaughtExceptionHandler((thread, error) -> {
            UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
            if (others != null) {
                others.uncaughtException(thread, error);
            }
            if (!stopping.isAnnounced()) {
                System.exit(1);
            }
        });
    }

    private CheckResult settingsInForce() {
        String problem = SettingsWatch.problem(settings);
        return Optional.of(problem)
                .filter(text -> !text.isEmpty())
                .or(() -> fromConsul.flatMap(ConsulSource::incomplete))
                .map(CheckResult::degraded)
                .orElseGet(CheckResult::pass);
    }

    private Database openDatabase(MeterRegistry registry) {
        Database opened = stopping.closing(
                StopPhase.CANCEL, "database", Database.open(settings.get(DatabaseSettings.class), registry));
        opened.migrate();
        return opened;
    }

    private void drain(Runnable stop) throws InterruptedException {
        try {
            // A little less than the phase has, so that this says what was lost instead of being cut off.
            Duration patience = settings.get(StopSettings.class).drain().minus(DRAIN_MARGIN);
            if (!inFlight.awaitIdle(patience.isNegative() ? Duration.ZERO : patience)) {
                throw new IllegalStateException(inFlight.count() + " requests were still in flight");
            }
        } finally {
            stop.run();
        }
    }

    // Both under one lock, so that a service which is stopping does not turn ready again.
    private synchronized void ready() {
        if (!inFlight.draining()) {
            checks.ready(true);
        }
    }

    private synchronized void unready() {
        inFlight.drain();
        checks.ready(false, "stopping");
    }
}
