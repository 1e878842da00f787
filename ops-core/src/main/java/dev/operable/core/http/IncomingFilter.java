package dev.operable.core.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request to a service on the JDK's HttpServer gets. Safe for use by many threads and several contexts.
 *
 * <pre>{@code
 * server.createContext("/", handler).getFilters().add(new IncomingFilter(requests));
 * }</pre>
 *
 * <ul>
 *   <li>a {@link RequestContext}, and its ids in the MDC and in the answer;
 *   <li>a place in {@link InFlight}, and {@code Connection: close} while that drains;
 *   <li>a refusal, where {@link HttpSettings} or the caller's deadline ask for one;
 *   <li>the timer {@code http.server.requests} with method, uri, status, outcome and exception, and an access event;
 *   <li>an answer of 500 and one log event of level ERROR when the handler throws.
 * </ul>
 */
public final class IncomingFilter extends Filter {
    private static final Logger log = LoggerFactory.getLogger(IncomingFilter.class);

    private final IncomingRequests requests;
    private final Function<HttpExchange, String> route;

    /** The uri of the timer is the path of the handler's context, for example {@code /links}. */
    public IncomingFilter(IncomingRequests requests) {
        this(requests, exchange -> exchange.getHttpContext().getPath());
    }

    /**
     * @param route the uri that the timer shows for a request: a template such as {@code /links/{id}}, never the path
     *     itself, for each value is a series of its own
     */
    public IncomingFilter(IncomingRequests requests, Function<HttpExchange, String> route) {
        this.requests = requests;
        this.route = route;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        JdkExchange incoming = new JdkExchange(exchange);
        IncomingCall call = requests.begin(incoming, false);
        Throwable error = null;
        Scope scope = Scope.open(call.context());
        try {
            incoming.watch(call.body(), requests.countsBytes());
            error = handle(incoming, call, chain);
        } finally {
            try {
                call.end(() -> route.apply(exchange), exchange.getResponseCode(), incoming.sent(), error, true);
            } finally {
                scope.leave();
            }
        }
        if (error != null && answered(exchange) && !incoming.isEnded()) {
            // The server cuts the connection for it. To end the answer in order would make half of one look like a
            // whole.
            throw new IOException("The answer was not sent to its end.", error);
        }
    }

    private static @Nullable Throwable handle(JdkExchange incoming, IncomingCall call, Chain chain) throws IOException {
        HttpExchange exchange = incoming.exchange();
        if (call.refusal().isPresent()) {
            answer(incoming, call.refusal().get());
            return null;
        }
        try {
            chain.doFilter(exchange);
            if (call.body().tooLong() && !answered(exchange)) {
                answer(incoming, call.badBody());
            }
            return null;
        } catch (Throwable error) { // also what only other languages than Java throw undeclared
            if (call.body().caused(error)) {
                log.atDebug().setCause(error).log("The body of a request could not be read.");
                failed(incoming, call.badBody());
            } else if (incoming.callerIsGone(error)) {
                // In the middle of the answer. That is its right.
                log.atDebug().setCause(error).log("The answer was not sent to its end.");
            } else {
                log.atError()
                        .addKeyValue("method", exchange.getRequestMethod())
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .setCause(error)
                        .log("A request failed.");
                failed(incoming, Refusal.failed());
            }
            return error;
        }
    }

    private static boolean answered(HttpExchange exchange) {
        return exchange.getResponseCode() != -1;
    }

    private static void failed(JdkExchange incoming, Refusal refusal) {
        try {
            if (!answered(incoming.exchange())) {
                answer(incoming, refusal);
            }
        } catch (IOException gone) {
            log.atDebug().setCause(gone).log("The answer was not sent to its end.");
        }
    }

    private static void answer(JdkExchange incoming, Refusal refusal) throws IOException {
        HttpExchange exchange = incoming.exchange();
        byte[] body = refusal.document(incoming);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(refusal.status(), -1);
        } else {
            exchange.sendResponseHeaders(refusal.status(), body.length);
            // Closed here, which sends it: closing the exchange first reads what the caller has not sent yet.
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    @Override
    public String description() {
        return "Operable: trace context, limits, timer, requests in flight";
    }
}
