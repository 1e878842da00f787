package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.operable.core.Redaction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A problem document of RFC 9457.
 *
 * @param more members beside the usual ones
 */
record Problem(int status, String title, String detail, Map<String, String> more) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Problem of(int status, String detail) {
        return new Problem(status, title(status), detail, Map.of());
    }

    /** With the members {@code field}, {@code value} and {@code fix}. */
    static Problem field(String field, String value, String wrong, String fix) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("field", field);
        more.put("value", value);
        more.put("fix", fix);
        return new Problem(400, title(400), field + " " + wrong + ". " + fix, more);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 421 -> "Misdirected Request";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }

    /** A secret that was put into the wrong field must not be in what is kept of the answer. */
    Problem hiding(Redaction redaction) {
        Map<String, String> shown = new LinkedHashMap<>();
        more.forEach((name, value) -> shown.put(name, redaction.text(value)));
        return new Problem(status, title, redaction.text(detail), shown);
    }

    void send(HttpExchange exchange) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
        document.putAll(more);
        byte[] body = JSON.writeValueAsBytes(document);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            // Closed here, which sends it: closing the exchange first reads what the caller has not sent yet.
            try (OutputStream answer = exchange.getResponseBody()) {
                answer.write(body);
            }
        }
    }
}
