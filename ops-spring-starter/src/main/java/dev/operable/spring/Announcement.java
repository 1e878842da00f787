package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.Registered;
import dev.operable.discovery.Registration;
import dev.operable.discovery.ServiceCheck;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/** Tells the world that the application answers, and where. */
final class Announcement {
    private static final Logger log = LoggerFactory.getLogger("dev.operable.spring");
    private static final String EVERY_ADDRESS = "0.0.0.0";

    private final Environment environment;
    private final Settings settings;
    private final ServiceIdentity identity;
    private final ObjectProvider<Catalog> catalog;
    private final ObjectProvider<AdminServer> admin;
    private final ObjectProvider<SelfChecks> checks;
    private @Nullable Registered registered; // guarded by this

    Announcement(
            Environment environment,
            Settings settings,
            ServiceIdentity identity,
            ObjectProvider<Catalog> catalog,
            ObjectProvider<AdminServer> admin,
            ObjectProvider<SelfChecks> checks) {
        this.environment = environment;
        this.settings = settings;
        this.identity = identity;
        this.catalog = catalog;
        this.admin = admin;
        this.checks = checks;
    }

    /** Registers and turns ready; returns whether there is a server that somebody may call. */
    synchronized boolean make() {
        checks.ifAvailable(SelfChecks::started);
        // Set by Spring Boot once its server listens, with the port that it really has.
        Integer port = environment.getProperty("local.server.port", Integer.class);
        if (port == null || port < 1) {
            checks.ifAvailable(present -> present.ready(true));
            return false;
        }
        InetSocketAddress listening =
                new InetSocketAddress(environment.getProperty("server.address", EVERY_ADDRESS), port);
        catalog.ifAvailable(present -> register(present, listening));
        checks.ifAvailable(present -> present.ready(true));
        log.atInfo().addKeyValue("url", url(reachableHere(listening), port)).log("listening");
        return true;
    }

    /** Takes the registration back; nothing registers again. */
    synchronized void withdraw() {
        if (registered != null) {
            registered.deregister();
        }
    }

    private void register(Catalog present, InetSocketAddress listening) {
        String host = present.advertisedHost(listening);
        Registration.Builder registration = Registration.of(identity.name(), host, listening.getPort())
                .meta("version", identity.version())
                .check(check(host, listening.getPort()));
        admin.ifAvailable(
                server -> registration.meta("ops-admin", server.address().toString()));
        registered = present.register(registration.build()).orElse(null);
    }

    private ServiceCheck check(String host, int port) {
        SelfChecks present = checks.getIfAvailable();
        boolean told = settings.get(ConsulSettings.class).check() == ConsulSettings.CheckKind.TTL;
        if (present != null && told) {
            return ServiceCheck.ttl(() -> heartbeat(present.verdict(Probe.READY)));
        }
        String context = environment.getProperty("server.servlet.context-path", "");
        return ServiceCheck.http(URI.create(url(host, port) + context + SelfCheckFilter.PATH + "/ready"));
    }

    private static Heartbeat heartbeat(Verdict verdict) {
        Heartbeat.Status status =
                switch (verdict.status()) {
                    case UP, DEGRADED -> Heartbeat.Status.PASSING;
                    case DOWN -> Heartbeat.Status.CRITICAL;
                };
        return new Heartbeat(status, verdict.summary());
    }

    private static String reachableHere(InetSocketAddress listening) {
        boolean everywhere =
                listening.getAddress() != null && listening.getAddress().isAnyLocalAddress();
        return everywhere ? "127.0.0.1" : listening.getHostString();
    }

    private static String url(String host, int port) {
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
