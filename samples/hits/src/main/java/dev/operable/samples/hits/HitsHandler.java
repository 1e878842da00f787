package dev.operable.samples.hits;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /links/{code}/hits} counts a hit, {@code GET} of the same path says how many there are. Safe for use by
 * many threads.
 */
final class HitsHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(HitsHandler.class);
    private static final Pattern PATH = Pattern.compile("/links/(" + Hit.CODE + ")/hits");

    private final HitStore store;
    private final Clock clock;

    HitsHandler(HitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (Problem problem) {
                problem.answer(exchange);
            } catch (SQLException e) {
                log.atError().setCause(e).log("the store failed");
                new Problem(503, "The store of the hits does not answer. Try again.").answer(exchange);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a request failed");
                new Problem(500, "The service failed. The log of the instance says why.").answer(exchange);
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException, SQLException, Problem {
        Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
        if (!path.matches()) {
            throw new Problem(404, "There is nothing here. Hits are at /links/{code}/hits.");
        }
        String code = path.group(1);
        switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> Json.answer(exchange, 200, "application/json", new HitCount(code, store.count(code)));
            case "POST" -> add(exchange, code);
            default -> {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD, POST");
                throw new Problem(405, "Use GET to read the count or POST to report a hit.");
            }
        }
    }

    private void add(HttpExchange exchange, String code) throws IOException, SQLException, Problem {
        String key = key(exchange);
        Instant at = Json.read(exchange, Report.class).at();
        Hit hit = new Hit(code, key, at == null ? clock.instant() : at);
        int status =
                switch (store.add(hit)) {
                    case COUNTED -> 201;
                    case REPEATED -> 200;
                    case KEY_OF_ANOTHER_LINK ->
                        throw new Problem(422, "This Idempotency-Key belongs to a hit of another link.");
                };
        Json.answer(exchange, status, "application/json", new HitCount(code, store.count(code)));
    }

    private static String key(HttpExchange exchange) throws Problem {
        List<String> keys = exchange.getRequestHeaders().getOrDefault("Idempotency-Key", List.of());
        if (keys.size() != 1 || !Hit.KEY.matcher(keys.get(0)).matches()) {
            throw new Problem(
                    400,
                    "A hit needs one Idempotency-Key header of 1 to 255 visible ASCII characters,"
                            + " so that a report that is sent again is counted once.");
        }
        return keys.get(0);
    }

    /** What a reporter may say of a hit. Without a time, it happened now. */
    private record Report(@Nullable Instant at) {}

    private record HitCount(String code, long value) {}
}
