package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A problem document of RFC 9457. */
record Problem(int status, String title, String detail) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Problem of(int status, String detail) {
        String title =
                switch (status) {
                    case 400 -> "Bad Request";
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 413 -> "Content Too Large";
                    case 421 -> "Misdirected Request";
                    default -> "Internal Server Error";
                };
        return new Problem(status, title, detail);
    }

    void send(HttpExchange exchange) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
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
