package dev.operable.samples.hits;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/** A refused request. It is answered with a problem document (RFC 9457). */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            404, "Not Found",
            405, "Method Not Allowed",
            413, "Content Too Large",
            422, "Unprocessable Content",
            500, "Internal Server Error",
            503, "Service Unavailable");

    private final int status;
    private final String detail;

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
    }

    void answer(HttpExchange exchange) throws IOException {
        String title = TITLES.getOrDefault(status, "Error");
        Json.answer(exchange, status, "application/problem+json", new Document(title, status, detail));
    }

    /** The type is left out: it is then about:blank, which says that the status explains itself. */
    private record Document(String title, int status, String detail) {}
}
