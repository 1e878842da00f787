package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.Registration;
import dev.operable.discovery.ServiceCheck;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcPolicySettings;
import java.net.InetSocketAddress;
import java.net.URI;
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
    private final ObjectProvider<OwnEndpoint> endpoint;

    Announcement(
            Environment environment,
            Settings settings,
            ServiceIdentity identity,
            ObjectProvider<Catalog> catalog,
            ObjectProvider<AdminServer> admin,
            ObjectProvider<SelfChecks> checks,
            ObjectProvider<OwnEndpoint> endpoint) {
        this.environment = environment;
        this.settings = settings;
        this.identity = identity;
        this.catalog = catalog;
        this.admin = admin;
        this.checks = checks;
        this.endpoint = endpoint;
    }

    /** Registers and turns ready; returns whether there is a server that somebody may call. */
    boolean make() {
        checks.ifAvailable(SelfChecks::started);
        // Set by Spring Boot once its server listens, with the port that it really has.
        Integer port = environment.getProperty("local.server.port", Integer.class);
        if (port == null || port < 1) {
            checks.ifAvailable(present -> present.ready(true));
            return false;
        }
        InetSocketAddress listening =
                new InetSocketAddress(environment.getProperty("server.address", EVERY_ADDRESS), port);
        catalog.ifAvailable(present -> present.register(registration(present, listening)));
        checks.ifAvailable(present -> present.ready(true));
        // Last, so that who waits for this line finds all of it done.
        log.atInfo().addKeyValue("url", url(host(listening), port)).log("listening");
        return true;
    }

    /** Takes the registration back; nothing registers again. */
    void endLeases() {
        catalog.ifAvailable(Catalog::closeLeases);
    }

    void withdraw() {
        catalog.ifAvailable(Catalog::leave);
    }

    private Registration registration(Catalog present, InetSocketAddress listening) {
        String host = present.advertisedHost(listening);
        Registration.Builder registration = Registration.of(identity.name(), host, listening.getPort())
                .meta("version", identity.version())
                .meta("instance", identity.instance())
                .meta(settings.get(RpcPolicySettings.class).meta())
                .check(check(host, listening.getPort()));
        admin.ifAvailable(
                server -> registration.meta("ops-admin", server.address().toString()));
        return registration.build();
    }

    /** An HTTP check only where the application answers it, for nobody would find the service otherwise. */
    private ServiceCheck check(String host, int port) {
        boolean ttl = settings.get(ConsulSettings.class).check() == ConsulSettings.CheckKind.TTL;
        OwnEndpoint own = endpoint.getIfAvailable();
        if (ttl || own == null) {
            return told();
        }
        return ServiceCheck.http(URI.create(url(host, port) + own.context().get() + "/self-check/ready?for=consul"));
    }

    private ServiceCheck told() {
        SelfChecks present = checks.getIfAvailable();
        return present == null
                ? ServiceCheck.ttl(
                        () -> new Heartbeat(Heartbeat.Status.PASSING, "it runs; its self-checks are switched off"))
                : ServiceCheck.ttl(present);
    }

    /** Where others reach it, or else this machine does. */
    private String host(InetSocketAddress listening) {
        Catalog present = catalog.getIfAvailable();
        if (present != null) {
            return present.advertisedHost(listening);
        }
        boolean everywhere =
                listening.getAddress() != null && listening.getAddress().isAnyLocalAddress();
        return everywhere ? "127.0.0.1" : listening.getHostString();
    }

    private static String url(String host, int port) {
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
