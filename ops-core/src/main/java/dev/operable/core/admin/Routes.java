package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.Redaction;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request, after everything that speaks against answering it. */
final class Routes implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE"};

    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final IndexHandler index = new IndexHandler(this::guardedByPath);
    private final BrowserGuard browsers;
    private final TokenGuard tokens;
    private final Redaction redaction;

    Routes(BrowserGuard browsers, TokenGuard tokens, Redaction redaction) {
        this.redaction = redaction;
        this.browsers = browsers;
        this.tokens = tokens;
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
        Turns.current().arrived();
        try {
            answer(exchange);
        } catch (Refused refused) {
            refused.problem().hiding(redaction).send(exchange);
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

    private void answer(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, METHODS);
        refuse(browsers.refuse(exchange));
        Route route = find(exchange.getRequestURI().getPath());
        if (route == null) {
            throw new Refused(Problem.of(404, "There is nothing here."));
        }
        if (route.guarded()) {
            tokens.check(exchange);
        }
        refuse(BodyLimit.apply(exchange));
        route.handler().handle(exchange);
    }

    private static void refuse(Optional<Problem> problem) throws Refused {
        if (problem.isPresent()) {
            throw new Refused(problem.get());
        }
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
        Route root = routes.get("/");
        boolean indexed = "/".equals(path) || IndexHandler.PATH.equals(path);
        return root == null && indexed ? new Route(index, false) : root;
    }

    private Map<String, Boolean> guardedByPath() {
        Map<String, Boolean> guarded = new TreeMap<>();
        routes.forEach((path, route) -> {
            if (!route.guarded() || tokens.isThere()) {
                guarded.put(path, route.guarded());
            }
        });
        guarded.remove(LoginHandler.PATH);
        return guarded;
    }

    private record Route(HttpHandler handler, boolean guarded) {}
}
