package dev.operable.core.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.operable.config.Secret;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets those through who know the token, and the browsers that have shown it. */
final class TokenGuard {
    private static final String SCHEME = "Bearer ";

    private static final Logger log = LoggerFactory.getLogger(TokenGuard.class);
    private static final long TELL_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Optional<Secret> token;
    private final Sessions sessions;
    private final LongAdder refused = new LongAdder();
    private long wrong; // guarded by this, as the next
    private long toldAt = System.nanoTime() - TELL_EVERY_NANOS;

    TokenGuard(Optional<Secret> token, Sessions sessions) {
        this.token = token;
        this.sessions = sessions;
    }

    /** @throws Refused unless the caller may use what is guarded */
    void check(HttpExchange exchange) throws IOException {
        if (token.isEmpty()) {
            throw new Refused(Problem.of(404, "There is nothing here."));
        }
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (bearer && matches(exchange, header.substring(SCHEME.length()).strip())) {
            return;
        }
        if (header == null && sessions.knows(exchange)) {
            requireOwnPage(exchange);
            return;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        throw new Refused(Problem.of(
                401, "This endpoint needs the token OPS_TOKEN as Authorization: Bearer. Browsers: see /ops/login."));
    }

    /** Browsers send a cookie whoever made them ask; what changes something has to say that it was a page of this server. */
    private static void requireOwnPage(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        Headers headers = exchange.getRequestHeaders();
        // A foreign one was refused already.
        boolean own = headers.containsKey("Origin") || "same-origin".equals(headers.getFirst("Sec-Fetch-Site"));
        if (!method.equals("GET") && !method.equals("HEAD") && !own) {
            throw new Refused(Problem.of(403, "With a cookie only pages of this server may change something."));
        }
    }

    /** Whether there is a token at all, and with it what is guarded. */
    boolean isThere() {
        return token.isPresent();
    }

    boolean matches(HttpExchange exchange, String said) {
        // Secret compares in constant time.
        boolean right = token.isPresent() && token.get().equals(Secret.of(said));
        if (!right) {
            guessed(exchange);
        }
        return right;
    }

    /** How many wrong tokens there were. */
    double refused() {
        return refused.sum();
    }

    /** Who guesses shall be seen, and not fill the log. */
    private synchronized void guessed(HttpExchange exchange) {
        refused.increment();
        wrong++;
        long now = System.nanoTime();
        if (now - toldAt >= TELL_EVERY_NANOS) {
            String address = exchange.getRemoteAddress().getAddress().getHostAddress();
            log.atWarn()
                    .addKeyValue("count", wrong)
                    .addKeyValue("address", address)
                    .log(
                            "Wrong tokens for the admin endpoints since this was last said: {}, the last from {}",
                            wrong,
                            address);
            wrong = 0;
            toldAt = now;
        }
    }
}
