package dev.operable.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@link SelfChecks#answer} for the JDK's server, wherever its {@code /self-check} is mounted. */
final class SelfCheckHandler implements HttpHandler {
    private static final String PATH = "/self-check";

    private final SelfChecks checks;
    private final boolean details;

    SelfCheckHandler(SelfChecks checks, boolean details) {
        this.checks = checks;
        this.details = details;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            SelfCheckAnswer answer;
            if (method.equals("GET") || method.equals("HEAD")) {
                String accept = String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
                String path = exchange.getRequestURI().getPath();
                answer = checks.answer(path.substring(Math.max(0, path.indexOf(PATH))), accept, details);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = Answers.methodNotAllowed();
            }
            send(exchange, answer, method.equals("HEAD"));
        }
    }

    private static void send(HttpExchange exchange, SelfCheckAnswer answer, boolean withoutBody) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        if (withoutBody) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
