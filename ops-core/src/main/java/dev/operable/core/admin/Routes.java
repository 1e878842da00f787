package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.ServiceIdentity;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request, after everything that speaks against answering it. */
final class Routes implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final BrowserGuard browsers;
    private final TokenGuard tokens;

    Routes(AdminSettings settings, ServiceIdentity identity) {
        this.browsers = new BrowserGuard(settings.listen());
        this.tokens = new TokenGuard(settings.token(), identity.development());
    }

    void add(String path, HttpHandler handler, boolean guarded) {
        if (!path.startsWith("/") || (path.length() > 1 && path.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "The path \"" + path + "\" of an admin endpoint must start with a slash and not end with one.");
        }
        if (routes.putIfAbsent(path, new Route(handler, guarded)) != null) {
            throw new IllegalArgumentException("There is an admin endpoint " + path + " already.");
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        try {
            Optional<Problem> problem = answer(exchange);
            if (problem.isPresent()) {
                problem.get().send(exchange);
            }
        } catch (BodyLimit.TooLong tooLong) {
            if (exchange.getResponseCode() == -1) {
                Problem.of(413, BodyLimit.EXPLANATION).send(exchange);
            }
        } catch (RuntimeException | Error error) {
            log.atError()
                    .addKeyValue("path", exchange.getRequestURI().getPath())
                    .setCause(error)
                    .log("An admin endpoint failed.");
            if (exchange.getResponseCode() == -1) {
                Problem.of(500, "The endpoint failed. Its log says why.").send(exchange);
            }
        } finally {
            exchange.close();
        }
    }

    private Optional<Problem> answer(HttpExchange exchange) throws IOException {
        if (!METHODS.contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD, POST, PUT, DELETE");
            return Optional.of(Problem.of(405, "The method is not one of these: GET, HEAD, POST, PUT, DELETE."));
        }
        Optional<Problem> refused = browsers.refuse(exchange);
        if (refused.isPresent()) {
            return refused;
        }
        Route route = find(exchange.getRequestURI().getPath());
        if (route == null) {
            return Optional.of(Problem.of(404, "There is nothing here."));
        }
        if (route.guarded()) {
            refused = tokens.refuse(exchange, browsers.namesThisServer(exchange));
            if (refused.isPresent()) {
                return refused;
            }
        }
        refused = BodyLimit.apply(exchange);
        if (refused.isEmpty()) {
            route.handler().handle(exchange);
        }
        return refused;
    }

    private @Nullable Route find(@Nullable String path) {
        String rest = path == null ? "" : path;
        while (!rest.isEmpty()) {
            Route route = routes.get(rest);
            if (route != null) {
                return route;
            }
            rest = rest.substring(0, rest.lastIndexOf('/'));
        }
        return routes.get("/");
    }

    private record Route(HttpHandler handler, boolean guarded) {}
}
