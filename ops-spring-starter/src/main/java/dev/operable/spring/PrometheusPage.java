package dev.operable.spring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A scrape of Spring Boot's own registry: OpenMetrics when the caller accepts it, else Prometheus' text format. */
final class PrometheusPage implements HttpHandler {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT = "text/plain";

    private final PrometheusMeterRegistry registry;

    PrometheusPage(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String accept = String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
            String type = (accept.contains(OPEN_METRICS) ? OPEN_METRICS + ";version=1.0.0" : TEXT + ";version=0.0.4")
                    + ";charset=utf-8";
            byte[] page = registry.scrape(type).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : page.length);
            if (!head) {
                exchange.getResponseBody().write(page);
            }
        }
    }
}
