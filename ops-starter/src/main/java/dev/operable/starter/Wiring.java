package dev.operable.starter;

import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.core.DevelopmentAgent;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.SettingsWatch;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.admin.AdminSettings;
import dev.operable.core.admin.FaultsHandler;
import dev.operable.core.admin.LoggersHandler;
import dev.operable.core.admin.LogsHandler;
import dev.operable.core.admin.MaintenanceHandler;
import dev.operable.core.admin.SettingsHandler;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.errors.LoggedErrors;
import dev.operable.core.errors.SentryErrors;
import dev.operable.core.errors.SentrySettings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.lifecycle.Maintenance;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.Supervised;
import dev.operable.core.lifecycle.Supervisor;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.metrics.Metrics;
import dev.operable.core.metrics.MetricsSettings;
import dev.operable.core.metrics.PushRegistries;
import dev.operable.core.metrics.PushSettings;
import dev.operable.database.Database;
import dev.operable.database.DatabaseSettings;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.ConsulSource;
import dev.operable.discovery.DiscoverySettings;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcPolicySettings;
import dev.operable.rpc.RpcProxy;
import dev.operable.rpc.RpcTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring of a plain service, whole and in the order of its life: the log first, for it tells of all that follows;
 * whatever may fail before anything that others can see. Each step has its budget, and each part is closed in its phase of
 * the stop, the last one started first.
 *
 * @param declared adds the checks that are there from the start
 */
record Wiring(
        Settings settings,
        Optional<ConsulSource> fromConsul,
        ServiceIdentity identity,
        InCode inCode,
        Optional<DevelopmentAgent> devkit,
        boolean withDatabase,
        Consumer<SelfChecks> declared) {
    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    /** {@code EX_SOFTWARE} of sysexits.h. */
    private static final int CRASH_LOOP = 70;

    private static final Budget LOCAL = new Budget(
            Duration.ofSeconds(10), "It needs this machine alone: see whether its processors or its disk are busy.");
    private static final Budget DATABASE =
            new Budget(Duration.ofSeconds(30), "See whether the database of DATABASE_URL answers.");
    private static final Budget MIGRATIONS = new Budget(
            Duration.ofMinutes(10),
            "See what the migration waits for in the database, or run one that takes so long beforehand, with"
                    + " OPS_MODE=migrate, which may take any time.");
    private static final Budget DISCOVERY = new Budget(
            Duration.ofSeconds(30),
            "See whether the processes answer that share the development agent of this machine.");

    /**
     * Starts the service; it is not ready before it listens.
     *
     * @param exit ends the process with a status when the service cannot go on; does nothing where the process is not
     *     the service's
     * @throws StartException if a step fails, is not done in time, or the process is told to end; what had been started is
     *     closed
     */
    Ops start(IntConsumer exit) {
        Stopping stopping = Stopping.onShutdown(settings.get(StopSettings.class), exit);
        return Starting.run(identity.name(), stopping, start -> parts(start, stopping));
    }

    private Ops parts(Starting start, Stopping stopping) {
        Redaction redaction = inCode.redaction();
        Logging logging = start.part(
                StopPhase.FLUSH,
                "log",
                LOCAL,
                () -> Logging.start(identity, settings.get(LoggingSettings.class), redaction));
        ErrorReporter errors = start.part(StopPhase.FLUSH, "errors", LOCAL, () -> errors(redaction));
        start.part(StopPhase.CANCEL, "settings", LOCAL, () -> SettingsWatch.start(settings, redaction));
        Metrics metrics = start.part(
                StopPhase.CANCEL,
                "metrics",
                LOCAL,
                () -> Metrics.start(
                        identity, settings.get(MetricsSettings.class), redaction, registries(), logging, errors));
        MeterRegistry registry = metrics.registry();
        // A token in a file changes while the service runs.
        Supplier<Optional<Secret>> token =
                () -> settings.live(ConsulSettings.class).get().token();
        fromConsul.ifPresent(source -> {
            source.token(token);
            source.bindTo(registry);
        });

        Optional<Database> database = withDatabase ? Optional.of(database(start, registry)) : Optional.empty();
        SelfChecks checks =
                start.part(StopPhase.CANCEL, "checks", LOCAL, () -> new SelfChecks(registry, identity, redaction));
        checks.register("settings", Criticality.DEGRADES, Probe.READY, this::settingsInForce);
        database.ifPresent(opened -> {
            checks.register("database", Criticality.CRITICAL, Probe.READY, opened.check());
            checks.add(HealthCheck.named("schema")
                    .criticality(Criticality.DEGRADES)
                    .every(Duration.ofMinutes(1))
                    .timeout(Duration.ofSeconds(5))
                    .of(opened.schemaCheck()));
        });
        declared.accept(checks);
        Maintenance maintenance = new Maintenance(redaction);
        AdminServer admin = start.part(
                StopPhase.CANCEL,
                "admin endpoints",
                LOCAL,
                () -> adminEndpoints(logging, metrics, checks, maintenance));
        Catalog catalog = start.part(
                StopPhase.CANCEL,
                "catalog",
                DISCOVERY,
                () -> Catalog.open(
                        settings.get(DiscoverySettings.class),
                        settings.get(ConsulSettings.class),
                        identity,
                        settings::value,
                        devkit,
                        registry));
        catalog.token(token);
        catalog.agent()
                .ifPresent(agent -> checks.register(
                        "consul", Criticality.DEGRADES, Probe.READY, () -> registrationInPlace(catalog)));
        RpcClients calls =
                start.part(StopPhase.CANCEL, "calls", LOCAL, () -> RpcClients.builder(catalog.discovery(), registry)
                        .caller(identity.name())
                        .defaults(settings.get(RpcPolicySettings.class).options())
                        .tls(settings.get(RpcTls.class))
                        .proxy(settings.get(RpcProxy.class))
                        .build());
        calls.checkedBy(checks);
        admin.guarded("/ops/faults", new FaultsHandler(calls.faults()));

        InFlight inFlight = new InFlight();
        maintenance.tell(state -> {
            checks.maintenance(state.map(Maintenance.State::reason));
            inFlight.divert(state.isPresent());
            catalog.maintenance(state.map(Maintenance.State::reason));
        });
        IncomingRequests requests = new IncomingRequests(settings.get(HttpSettings.class), registry, inFlight);
        Supervisor workers = stopping.closing(
                StopPhase.STOP_WORK,
                "workers",
                new Supervisor(errors, registry, worker -> watch(worker, checks), worker -> stopping.end(CRASH_LOOP)));
        Announcement announcement = new Announcement(
                identity,
                settings.get(ConsulSettings.class),
                settings.get(RpcPolicySettings.class),
                checks,
                admin.address(),
                catalog.agent().isPresent());
        Serving serving = new Serving(
                stopping, settings.get(StopSettings.class).drain(), inFlight, checks, catalog, announcement);
        stopping.on(StopPhase.UNREADY, "self-check", serving::unready);
        // Before it, for nobody is sent back to an instance that stops.
        stopping.closing(StopPhase.UNREADY, "maintenance", maintenance);
        stopping.on(StopPhase.DEREGISTER, "discovery", catalog::leave);
        stopping.on(StopPhase.STOP_WORK, "leases", catalog::closeLeases);
        return new Ops(
                settings,
                new Parts(identity, errors, metrics, database, checks, admin, catalog, calls, requests, workers),
                serving,
                stopping);
    }

    private ErrorReporter errors(Redaction redaction) {
        return inCode.errors().isPresent()
                ? LoggedErrors.to(inCode.errors().get())
                : SentryErrors.start(settings.get(SentrySettings.class), identity, redaction);
    }

    private List<MeterRegistry> registries() {
        List<MeterRegistry> registries =
                new ArrayList<>(PushRegistries.open(identity, settings.get(PushSettings.class)));
        registries.addAll(inCode.registries());
        return registries;
    }

    private Database database(Starting start, MeterRegistry registry) {
        DatabaseSettings told = settings.get(DatabaseSettings.class);
        Budget opening = DATABASE.plus(told.connectTimeout()).plus(told.lockWait());
        Database database = start.part(StopPhase.CANCEL, "database", opening, () -> Database.open(told, registry));
        start.step("migrations", MIGRATIONS.plus(told.lockWait()), database::migrate);
        return database;
    }

    private AdminServer adminEndpoints(Logging logging, Metrics metrics, SelfChecks checks, Maintenance maintenance) {
        AdminServer server = new AdminServer(settings.get(AdminSettings.class), identity, inCode.redaction())
                .route("/metrics", metrics.handler())
                .route("/self-check", checks.handler())
                .guarded("/ops/self-check", checks.detailedHandler())
                .guarded("/ops/config", new SettingsHandler(settings, inCode.redaction()))
                .guarded("/ops/loggers", new LoggersHandler(logging.levels()))
                .guarded("/ops/logs", new LogsHandler(logging.recent()))
                .guarded("/ops/maintenance", new MaintenanceHandler(maintenance));
        server.bindTo(metrics.registry());
        server.start();
        log.atInfo().addKeyValue("url", server.address()).log("admin endpoints");
        // Not through the log, which is kept and sent, and would hide the token.
        server.link().ifPresent(link -> System.err.println(identity.name() + " for your browser: " + link));
        return server;
    }

    private CheckResult settingsInForce() {
        return Optional.of(SettingsWatch.problem(settings))
                .filter(problem -> !problem.isEmpty())
                .or(() -> fromConsul.flatMap(ConsulSource::incomplete))
                .map(CheckResult::degraded)
                .orElseGet(CheckResult::pass);
    }

    /** A crash loop ends the service by itself; until then it still takes traffic. */
    private static void watch(Supervised worker, SelfChecks checks) {
        checks.register("worker " + worker.name(), Criticality.DEGRADES, Probe.READY, () -> worker.problem()
                .map(CheckResult::fail)
                .orElseGet(CheckResult::pass));
    }

    private static CheckResult registrationInPlace(Catalog catalog) {
        return catalog.problem().map(CheckResult::degraded).orElseGet(CheckResult::pass);
    }
}
