package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** What the endpoints have in common: which methods they know, which form a caller accepts, and how an answer is sent. */
final class Answers {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    private Answers() {}

    /** @param methods all that the endpoint knows, in capital letters */
    static void allow(HttpExchange exchange, String... methods) throws Refused {
        if (!Arrays.asList(methods).contains(exchange.getRequestMethod())) {
            String allowed = String.join(", ", methods);
            exchange.getResponseHeaders().set("Allow", allowed);
            throw new Refused(Problem.of(405, "This endpoint answers " + allowed + "."));
        }
    }

    /** Whether the caller names this type. The wildcards that every client sends are no wish. */
    static boolean accepts(HttpExchange exchange, String type) {
        return exchange.getRequestHeaders().getOrDefault("Accept", List.of()).stream()
                .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains(type));
    }

    static void json(HttpExchange exchange, Object document) throws IOException {
        send(exchange, JSON, JsonMapper.shared().writeValueAsString(document));
    }

    static void send(HttpExchange exchange, String type, String body) throws IOException {
        send(exchange, 200, type, body);
    }

    static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A page that loads nothing and is shown in no frame. */
    static void page(HttpExchange exchange, int status, String title, String body) throws IOException {
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        send(exchange, status, HTML, """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>%s</title>
                <style>body{font:16px system-ui;margin:2em}td{padding:.2em 1em .2em 0}</style>
                <h1>%s</h1>
                %s
                """.formatted(title, title, body));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
