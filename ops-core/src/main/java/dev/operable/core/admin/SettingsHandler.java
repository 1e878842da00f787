package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.Explanation;
import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers {@code /ops/config}: each setting, where it came from, and what it won against; secrets masked. JSON, or a table
 * for whoever accepts {@code text/plain}. Safe for use by many threads.
 */
public final class SettingsHandler implements HttpHandler {
    private final Settings settings;
    private final Redaction redaction;

    /** Hides what the settings themselves know to be secret, and the {@linkplain Redaction#standard() usual}. */
    public SettingsHandler(Settings settings) {
        this(settings, Redaction.standard());
    }

    /** Hides what these rules hide, too. */
    public SettingsHandler(Settings settings, Redaction redaction) {
        this.settings = settings;
        this.redaction = redaction;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            Problem.of(405, "Settings are changed where they come from, not here.")
                    .send(exchange);
            return;
        }
        Explanation explanation = settings.explain().shown(redaction::setting);
        boolean table = exchange.getRequestHeaders().getOrDefault("Accept", List.of()).stream()
                .anyMatch(accept -> accept.contains("text/plain"));
        byte[] body = (table ? explanation + "\n" : explanation.json()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", table ? "text/plain; charset=utf-8" : "application/json");
        boolean head = method.equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
