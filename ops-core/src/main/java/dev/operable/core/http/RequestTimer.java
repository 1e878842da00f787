package dev.operable.core.http;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The timer {@code http.server.requests}, with tags of which each has few values, whatever callers send. */
final class RequestTimer {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final MeterRegistry registry;
    private final Function<HttpExchange, String> route;

    RequestTimer(MeterRegistry registry, Function<HttpExchange, String> route) {
        this.registry = registry;
        this.route = route;
    }

    void record(HttpExchange exchange, long nanos, @Nullable Throwable error) {
        int status = exchange.getResponseCode();
        Tags tags = Tags.of(
                "method", METHODS.contains(exchange.getRequestMethod()) ? exchange.getRequestMethod() : "OTHER",
                "uri", route.apply(exchange),
                "status", status == -1 ? "UNKNOWN" : Integer.toString(status),
                "outcome", outcome(status),
                "exception", error == null ? "none" : error.getClass().getSimpleName());
        registry.timer("http.server.requests", tags).record(Duration.ofNanos(nanos));
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }
}
