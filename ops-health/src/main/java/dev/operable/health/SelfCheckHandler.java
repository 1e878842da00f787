package dev.operable.health;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
                URI uri = exchange.getRequestURI();
                String path = uri.getPath();
                answer = checks.answer(
                        path.substring(Math.max(0, path.indexOf(PATH))),
                        uri.getRawQuery(),
                        accept(exchange.getRequestHeaders()),
                        details);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = Answers.methodNotAllowed();
            }
            send(exchange, answer, method.equals("HEAD"));
        }
    }

    private static @Nullable String accept(Headers headers) {
        List<String> all = headers.get("Accept");
        return all == null || all.isEmpty() ? null : all.size() == 1 ? all.get(0) : String.join(",", all);
    }

    private static void send(HttpExchange exchange, SelfCheckAnswer answer, boolean withoutBody) throws IOException {
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            exchange.getResponseHeaders().set(header.getKey(), header.getValue());
        }
        if (withoutBody) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.length()));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.length());
        answer.writeTo(exchange.getResponseBody());
    }
}
