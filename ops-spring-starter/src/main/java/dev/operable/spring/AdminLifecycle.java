package dev.operable.spring;

import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
        startInADaemon();
        running = true;
        log.atInfo().addKeyValue("url", server.address()).log("admin endpoints");
        // Not through the log, which is kept and sent, and would hide the token.
        server.link().ifPresent(link -> System.err.println(identity.name() + " for your browser: " + link));
    }

    /**
     * The thread that the JDK's server listens in is a daemon if that is one which starts it. It must not keep a process that
     * has nothing else to do.
     */
    private void startInADaemon() {
        FutureTask<Boolean> start = new FutureTask<>(server::start, true);
        Thread starter = new Thread(start, "ops-admin-start");
        starter.setDaemon(true);
        starter.start();
        try {
            start.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start of the admin endpoints was interrupted.", interrupted);
        }
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
