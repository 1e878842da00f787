package dev.operable.starter;

import dev.operable.config.ListenAddress;
import dev.operable.core.http.InFlight;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.discovery.Catalog;
import dev.operable.discovery.Registration;
import dev.operable.health.SelfChecks;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's own server between its start and its stop: found, ready, unready, drained. Safe for use by many threads. */
final class Serving {
    private static final Logger log = LoggerFactory.getLogger(Serving.class);
    private static final Duration DRAIN_MARGIN = Duration.ofMillis(500);

    private final Stopping stopping;
    private final Duration drain;
    private final InFlight inFlight;
    private final SelfChecks checks;
    private final Catalog catalog;
    private final Announcement announcement;
    private final Set<InetSocketAddress> addresses = new HashSet<>(); // guarded by this

    Serving(
            Stopping stopping,
            Duration drain,
            InFlight inFlight,
            SelfChecks checks,
            Catalog catalog,
            Announcement announcement) {
        this.stopping = stopping;
        this.drain = drain;
        this.inFlight = inFlight;
        this.checks = checks;
        this.catalog = catalog;
        this.announcement = announcement;
    }

    /** Findable, and ready; when the stop has begun, the server is stopped instead. Twice for one address is once. */
    void listening(InetSocketAddress address, Runnable stop) {
        if (!isNew(address)) {
            return;
        }
        try {
            stopping.on(StopPhase.DRAIN, "server", () -> drain(stop));
        } catch (IllegalStateException tooLate) {
            stop.run();
            tellOfTheEnd();
            return;
        }
        URI url = URI.create("http://" + new ListenAddress(catalog.advertisedHost(address), address.getPort()));
        checks.started();
        Registration registration = announcement.of(url);
        log.atDebug().addKeyValue("url", url).log("Announcing the service.");
        if (stopping.begun()) {
            tellOfTheEnd();
            return;
        }
        catalog.register(registration);
        stopping.announced();
        if (ready()) {
            log.atInfo().addKeyValue("url", url).log("listening");
        }
    }

    private synchronized boolean isNew(InetSocketAddress address) {
        return addresses.add(address);
    }

    private static void tellOfTheEnd() {
        log.atInfo().log("The process ends before the service was announced.");
    }

    // Both under one lock, so that a service which is stopping does not turn ready again.
    private synchronized boolean ready() {
        if (inFlight.draining()) {
            return false;
        }
        checks.ready(true);
        return true;
    }

    synchronized void unready() {
        inFlight.drain();
        checks.ready(false, "stopping");
    }

    private void drain(Runnable stop) throws InterruptedException {
        try {
            // A little less than the phase has, so that this says what was lost instead of being cut off.
            Duration patience = drain.minus(DRAIN_MARGIN);
            if (!inFlight.awaitIdle(patience.isNegative() ? Duration.ZERO : patience)) {
                throw new IllegalStateException(inFlight.count() + " requests were still in flight");
            }
        } finally {
            stop.run();
        }
    }
}
