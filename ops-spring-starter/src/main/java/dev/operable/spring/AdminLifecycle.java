package dev.operable.spring;

import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets the admin endpoints answer before everything else, and to the end. */
final class AdminLifecycle implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger("dev.operable.spring");

    private final AdminServer server;
    private final ServiceIdentity identity;
    private volatile boolean running;

    AdminLifecycle(AdminServer server, ServiceIdentity identity) {
        this.server = server;
        this.identity = identity;
    }

    @Override
    public void start() {
        server.start();
        running = true;
        log.atInfo().addKeyValue("url", server.address()).log("admin endpoints");
        // Not through the log, which is kept and sent, and would hide the token.
        server.link().ifPresent(link -> System.err.println(identity.name() + " for your browser: " + link));
    }

    /** It answers until its bean is destroyed, so that a slow stop can be watched. */
    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
