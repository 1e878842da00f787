package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.operable.config.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets those through who know the token. */
final class TokenGuard {
    private static final String SCHEME = "Bearer ";

    private final Optional<Secret> token;
    private final boolean development;

    TokenGuard(Optional<Secret> token, boolean development) {
        this.token = token;
        this.development = development;
    }

    /** @param ownName whether the request named this server as only its own machine and its operator do */
    Optional<Problem> refuse(HttpExchange exchange, boolean ownName) {
        if (token.isEmpty()) {
            boolean sameMachine = exchange.getRemoteAddress().getAddress().isLoopbackAddress();
            return development && sameMachine && ownName
                    ? Optional.empty()
                    : Optional.of(Problem.of(404, "There is nothing here."));
        }
        if (matches(token.get(), exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Optional.empty();
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        return Optional.of(Problem.of(401, "This endpoint needs the token OPS_TOKEN as Authorization: Bearer."));
    }

    private static boolean matches(Secret token, @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        // Secret compares in constant time.
        return token.equals(Secret.of(header.substring(SCHEME.length()).strip()));
    }
}
