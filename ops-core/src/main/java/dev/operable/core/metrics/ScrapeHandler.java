package dev.operable.core.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Answers {@code /metrics}. */
final class ScrapeHandler implements HttpHandler {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private static final byte[] NOT_ALLOWED =
            "{\"title\":\"Method Not Allowed\",\"status\":405,\"detail\":\"This endpoint answers GET, HEAD.\"}"
                    .getBytes(StandardCharsets.UTF_8);

    private static final int FIRST_BYTES = 1 << 16;

    private final PrometheusMeterRegistry registry;
    private final JvmMeters jvm;

    ScrapeHandler(PrometheusMeterRegistry registry, JvmMeters jvm) {
        this.registry = registry;
        this.jvm = jvm;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            refuse(exchange);
            return;
        }
        List<String> accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
        String contentType = accept.stream().anyMatch(ScrapeHandler::wantsOpenMetrics)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        jvm.bind();
        ByteArrayOutputStream body = new ByteArrayOutputStream(FIRST_BYTES);
        registry.scrape(body, contentType);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (method.equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, body.size());
            body.writeTo(exchange.getResponseBody());
        }
        exchange.close();
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        exchange.sendResponseHeaders(405, NOT_ALLOWED.length);
        exchange.getResponseBody().write(NOT_ALLOWED);
        exchange.close();
    }

    private static boolean wantsOpenMetrics(String accept) {
        return accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
    }
}
