package dev.operable.starter;

import dev.operable.core.ServiceIdentity;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.Registration;
import dev.operable.discovery.ServiceCheck;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcPolicySettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the service is registered. */
final class Announcement {
    private static final Logger log = LoggerFactory.getLogger(Announcement.class);
    private static final String READY = "/self-check/ready?for=consul";
    private static final int PATIENCE_MILLIS = 1000;

    private final ServiceIdentity identity;
    private final ConsulSettings consul;
    private final RpcPolicySettings policy;
    private final SelfChecks checks;
    private final URI admin;
    private final boolean agent;

    /** @param agent whether there is one that would ask the service's checks */
    Announcement(
            ServiceIdentity identity,
            ConsulSettings consul,
            RpcPolicySettings policy,
            SelfChecks checks,
            URI admin,
            boolean agent) {
        this.identity = identity;
        this.consul = consul;
        this.policy = policy;
        this.checks = checks;
        this.admin = admin;
        this.agent = agent;
    }

    Registration of(URI service) {
        String host = service.getHost();
        boolean bracketed = host.startsWith("[");
        return Registration.of(
                        identity.name(), bracketed ? host.substring(1, host.length() - 1) : host, service.getPort())
                .meta("version", identity.version())
                .meta("instance", identity.instance())
                .meta("ops-admin", admin.toString())
                .meta(policy.meta())
                .check(check(service.resolve(READY)))
                .build();
    }

    private ServiceCheck check(URI readiness) {
        if (!agent || consul.check() == ConsulSettings.CheckKind.TTL) {
            return ServiceCheck.ttl(checks);
        }
        if (answers(readiness)) {
            return ServiceCheck.http(readiness);
        }
        // An HTTP check would never pass, and nobody would find the service.
        log.atWarn()
                .addKeyValue("url", readiness)
                .log("The service does not answer its self-check on its own port, so Consul is told every 5s instead"
                        + " of asking. Add ops.selfCheck() to the server at /self-check.");
        return ServiceCheck.ttl(checks);
    }

    /** Whether there is a self-check; at this moment it still says 503. */
    private static boolean answers(URI readiness) {
        try {
            HttpURLConnection connection = (HttpURLConnection) readiness.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_UNAVAILABLE;
        } catch (IOException unreachable) {
            log.atDebug().setCause(unreachable).log("The service's own port did not answer.");
            return false;
        }
    }
}
