package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Answers {@code /} and {@code /ops}: which endpoints there are. Nothing of what they say. */
final class IndexHandler implements HttpHandler {
    static final String PATH = "/ops";

    private static final Map<String, String> KNOWN = Map.of(
            "/self-check", "whether the service is well; /live, /ready and /started below it",
            "/metrics", "metrics for Prometheus",
            "/ops/self-check", "the self-checks with their reasons",
            "/ops/config", "each setting and where it comes from",
            "/ops/loggers", "levels of the log; PUT changes one",
            "/ops/logs", "the last events of the log, and those to come",
            "/ops/faults", "faults that are played to calls; POST begins one, and ends them",
            "/ops/maintenance", "takes this instance out of traffic, and back",
            "/ops/tasks", "repair tasks; POST runs one");

    private final Supplier<Map<String, Boolean>> guardedByPath;

    /** @param guardedByPath each endpoint, and whether it needs the token */
    IndexHandler(Supplier<Map<String, Boolean>> guardedByPath) {
        this.guardedByPath = guardedByPath;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD");
        SortedMap<String, Boolean> endpoints = new TreeMap<>(guardedByPath.get());
        if (Answers.accepts(exchange, "text/html")) {
            Answers.page(exchange, 200, "Admin endpoints", table(endpoints));
        } else {
            List<Map<String, Object>> list = endpoints.entrySet().stream()
                    .map(endpoint -> described(endpoint.getKey(), endpoint.getValue()))
                    .toList();
            Answers.json(exchange, Map.of("endpoints", list));
        }
    }

    private static Map<String, Object> described(String path, boolean guarded) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", path);
        fields.put("what", KNOWN.getOrDefault(path, ""));
        fields.put("guard", guarded ? "token" : "none");
        return fields;
    }

    private static String table(Map<String, Boolean> endpoints) {
        StringBuilder html = new StringBuilder("<table>\n");
        endpoints.forEach((path, guarded) -> {
            String text = Answers.escaped(path);
            html.append("<tr><td><a href=\"")
                    .append(text)
                    .append("\">")
                    .append(text)
                    .append("</a><td>");
            html.append(Answers.escaped(KNOWN.getOrDefault(path, "")));
            html.append("<td>").append(guarded ? "token" : "open").append('\n');
        });
        return html.append("</table>\n<p><a href=\"/ops/login\">Log in</a> for those that need the token.")
                .toString();
    }
}
