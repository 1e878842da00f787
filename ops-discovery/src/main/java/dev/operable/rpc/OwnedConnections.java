package dev.operable.rpc;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections that only their owner closes. Apache's clients close all of theirs, for good, with an {@code Error} of a single
 * exchange, be it a deep caller's {@code StackOverflowError}. They know of an exchange whether its connection is still being made.
 *
 * @param tunnel whether a connection is made in two steps: to a proxy, and with TLS through the tunnel that it opens
 */
record OwnedConnections(HttpClientConnectionManager owned, boolean tunnel) implements HttpClientConnectionManager {
    private static final String OPENING = "ops.connection.opening";

    /** Whether nothing of its request can have left, since the connection that was to carry it was not there yet. */
    static boolean opening(HttpContext exchange) {
        return exchange.getAttribute(OPENING) != null;
    }

    @Override
    public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, Object state) {
        return owned.lease(id, route, timeout, state);
    }

    @Override
    public void release(ConnectionEndpoint endpoint, Object state, TimeValue validFor) {
        owned.release(endpoint, state, validFor);
    }

    @Override
    public void connect(ConnectionEndpoint endpoint, TimeValue timeout, HttpContext exchange) throws IOException {
        exchange.setAttribute(OPENING, true);
        owned.connect(endpoint, timeout, exchange);
        if (!tunnel) {
            exchange.removeAttribute(OPENING);
        }
    }

    @Override
    public void upgrade(ConnectionEndpoint endpoint, HttpContext exchange) throws IOException {
        owned.upgrade(endpoint, exchange);
        exchange.removeAttribute(OPENING);
    }

    @Override
    public void close() {
        // Not by a client.
    }

    @Override
    public void close(CloseMode mode) {
        // Not by a client.
    }
}
