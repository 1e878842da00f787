package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.lifecycle.Maintenance;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers {@code /ops/maintenance} of an {@link AdminServer}: whether this instance is out of traffic because somebody wants it so, and with POST
 * changes that. Safe for use by many threads.
 *
 * <pre>{@code
 * curl -d 'on=true&reason=disk&for=30m' ...
 * }</pre>
 */
public final class MaintenanceHandler implements HttpHandler {
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Maintenance maintenance;

    public MaintenanceHandler(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD", "POST");
        Fields.query(exchange);
        if (exchange.getRequestMethod().equals("POST")) {
            change(exchange);
        }
        Answers.json(exchange, described(maintenance.state()));
    }

    private void change(HttpExchange exchange) throws IOException {
        Fields fields = Fields.body(exchange, "on", "reason", "for");
        String who = Caller.of(exchange);
        switch (fields.required("on", "Give true or false.")) {
            case "true" -> begin(fields, who);
            case "false" -> maintenance.end(who);
            default -> throw Fields.wrong("on", fields.get("on").orElse(""), "is neither", "Give true or false.");
        }
    }

    private void begin(Fields fields, String who) throws Refused {
        String reason = fields.required("reason", "Say why: everybody who asks the self-check reads it.");
        Optional<Duration> period = fields.duration("for", LONGEST);
        try {
            if (period.isPresent()) {
                maintenance.beginFor(period.get(), reason, who);
            } else {
                maintenance.begin(reason, who);
            }
        } catch (IllegalArgumentException noReason) {
            throw Fields.wrong("reason", reason, "is not usable", String.valueOf(noReason.getMessage()));
        } catch (IllegalStateException stopping) {
            throw new Refused(Problem.of(409, String.valueOf(stopping.getMessage())));
        }
    }

    private static Map<String, Object> described(Optional<Maintenance.State> state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("on", state.isPresent());
        state.ifPresent(on -> {
            fields.put("reason", on.reason());
            fields.put("since", on.since().toString());
            on.until().ifPresent(until -> fields.put("until", until.toString()));
            fields.put("changedBy", on.who());
        });
        return fields;
    }
}
