package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the token from a browser and gives it a session. From a form, for whatever stands in an address is kept in histories
 * and in the logs of what lies between; in development also from the link that was printed at the start.
 */
final class LoginHandler implements HttpHandler {
    static final String PATH = "/ops/login";

    private static final String FORM = """
            <p>%s</p>
            <form method="post" action="/ops/login">
            <input name="token" type="password" autocomplete="current-password" aria-label="token" autofocus>
            <button>Log in</button>
            </form>""";

    private final TokenGuard tokens;
    private final Sessions sessions;
    private final boolean links;

    LoginHandler(TokenGuard tokens, Sessions sessions, boolean links) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.links = links;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD", "POST");
        boolean post = exchange.getRequestMethod().equals("POST");
        Fields fields = post ? Fields.body(exchange, "token") : Fields.query(exchange, "token");
        Optional<String> token = fields.get("token");
        if (token.isEmpty()) {
            page(exchange, 200, "The token of this service, OPS_TOKEN:");
        } else if (!post && !links) {
            throw new Refused(
                    Problem.of(
                            400,
                            "A token does not belong into an address, where it is kept. Send it with the form, and change it."));
        } else if (tokens.matches(exchange, token.get())) {
            sessions.begin(exchange);
            exchange.getResponseHeaders().set("Location", IndexHandler.PATH);
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.sendResponseHeaders(303, -1);
        } else {
            page(exchange, 401, "That is not the token of this service. It is OPS_TOKEN:");
        }
    }

    private static void page(HttpExchange exchange, int status, String says) throws IOException {
        Answers.page(exchange, status, "Log in", FORM.formatted(says));
    }
}
