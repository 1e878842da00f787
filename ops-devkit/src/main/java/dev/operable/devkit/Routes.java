package dev.operable.devkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request. A path that ends in a slash stands for all that begin with it. */
final class Routes implements HttpHandler {
    interface Endpoint {
        Answer answer(Request request) throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private final NavigableMap<String, Map<String, Endpoint>> endpoints = new TreeMap<>();
    private final Faults faults;

    Routes(Faults faults) {
        this.faults = faults;
    }

    Routes get(String path, Endpoint endpoint) {
        return on("GET", path, endpoint);
    }

    Routes put(String path, Endpoint endpoint) {
        return on("PUT", path, endpoint);
    }

    Routes delete(String path, Endpoint endpoint) {
        return on("DELETE", path, endpoint);
    }

    private Routes on(String method, String path, Endpoint endpoint) {
        endpoints.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(method, endpoint);
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Answer> played = faults.answer(() -> answer(exchange));
            if (played.isEmpty()) {
                return;
            }
            Answer answer = played.get();
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean bodiless =
                    answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
            if (!bodiless) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer.body());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException e) {
            // The agent stops, and the connection with it.
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange) throws InterruptedException {
        Optional<Answer> refused = PageGuard.refuse(exchange.getRequestHeaders());
        if (refused.isPresent()) {
            return refused.get();
        }
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        try {
            for (Map.Entry<String, Map<String, Endpoint>> route :
                    endpoints.headMap(path, true).descendingMap().entrySet()) {
                String at = route.getKey();
                if (path.equals(at) || (at.endsWith("/") && at.length() > 1 && path.startsWith(at))) {
                    Endpoint endpoint = route.getValue().get(method);
                    return endpoint == null
                            ? notAllowed(method, route.getValue())
                            : endpoint.answer(Request.read(exchange, at));
                }
            }
            return Answer.empty(404);
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (IOException e) {
            // The client went away while it asked.
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("method", method)
                    .addKeyValue("path", path)
                    .setCause(e)
                    .log("The embedded agent could not answer a request.");
            return Answer.text(500, String.valueOf(e));
        }
    }

    private static Answer notAllowed(String method, Map<String, Endpoint> allowed) {
        Map<String, String> header = Map.of("Allow", "OPTIONS," + String.join(",", allowed.keySet()));
        return method.equals("OPTIONS")
                ? Answer.empty(200).with(header)
                : Answer.text(405, "method " + method + " not allowed").with(header);
    }
}
