package dev.operable.core.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What every request to a service on the JDK's HttpServer gets. Safe for use by many threads and several contexts.
 *
 * <pre>{@code
 * server.createContext("/", handler).getFilters().add(new IncomingFilter(registry, inFlight));
 * }</pre>
 *
 * <ul>
 *   <li>a place in {@link InFlight}, and {@code Connection: close} while that drains;
 *   <li>a request id, from the header {@code X-Request-Id} or new, in the MDC as {@code request_id} and in the answer;
 *   <li>the timer {@code http.server.requests} with method, uri, status, outcome and exception;
 *   <li>an answer of 500 and one log event of level ERROR when the handler throws.
 * </ul>
 */
public final class IncomingFilter extends Filter {
    private static final Logger log = LoggerFactory.getLogger(IncomingFilter.class);

    private final InFlight inFlight;
    private final RequestTimer timer;

    /** The uri of the timer is the path of the handler's context, for example {@code /links}. */
    public IncomingFilter(MeterRegistry registry, InFlight inFlight) {
        this(registry, inFlight, exchange -> exchange.getHttpContext().getPath());
    }

    /**
     * @param route the uri that the timer shows for a request: a template such as {@code /links/{id}}, never the path
     *     itself, for each value is a series of its own
     */
    public IncomingFilter(MeterRegistry registry, InFlight inFlight, Function<HttpExchange, String> route) {
        this.inFlight = inFlight;
        this.timer = new RequestTimer(registry, route);
        registry.gauge("http.server.requests.active", inFlight, InFlight::count);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        String requestId = RequestId.of(exchange.getRequestHeaders().getFirst(RequestId.HEADER));
        exchange.getResponseHeaders().set(RequestId.HEADER, requestId);
        if (inFlight.draining()) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        long begin = System.nanoTime();
        Throwable error = null;
        inFlight.enter();
        MDC.put(RequestId.MDC_KEY, requestId);
        try {
            error = handle(exchange, chain);
        } finally {
            MDC.remove(RequestId.MDC_KEY);
            inFlight.leave();
            timer.record(exchange, System.nanoTime() - begin, error);
        }
    }

    private static @Nullable Throwable handle(HttpExchange exchange, Chain chain) throws IOException {
        try {
            chain.doFilter(exchange);
            return null;
        } catch (IOException | RuntimeException | Error error) {
            boolean answered = exchange.getResponseCode() != -1;
            if (answered && error instanceof IOException) {
                // The caller went away in the middle of the answer. That is its right.
                log.atDebug().setCause(error).log("The answer was not sent to its end.");
            } else {
                log.atError()
                        .addKeyValue("method", exchange.getRequestMethod())
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .setCause(error)
                        .log("A request failed.");
            }
            if (!answered) {
                answer500(exchange);
            }
            exchange.close();
            return error;
        }
    }

    private static void answer500(HttpExchange exchange) throws IOException {
        byte[] body = "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}"
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(500, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public String description() {
        return "Operable: timer, request id, requests in flight";
    }
}
