package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.Explanation;
import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import java.io.IOException;

/**
 * Answers {@code /ops/config} of an {@link AdminServer}: each setting, where it came from, and what it won against; secrets
 * masked. JSON, or a table for whoever accepts {@code text/plain}. Safe for use by many threads.
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
        Answers.allow(exchange, "GET", "HEAD");
        Fields.query(exchange);
        Explanation explanation = settings.explain().shown(redaction::setting);
        if (Answers.accepts(exchange, "text/plain")) {
            Answers.send(exchange, Answers.TEXT, explanation + "\n");
        } else {
            Answers.send(exchange, Answers.JSON, explanation.json());
        }
    }
}
