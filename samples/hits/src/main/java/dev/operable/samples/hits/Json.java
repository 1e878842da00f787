package dev.operable.samples.hits;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests and answers. */
final class Json {
    private static final int MAX_BODY = 16 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** Reads the body of a request. An empty body is an empty object. */
    static <T> T read(HttpExchange exchange, Class<T> type) throws IOException, Problem {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Problem(413, "The body is longer than " + MAX_BODY + " bytes.");
        }
        try {
            T value = MAPPER.readValue(body.length == 0 ? new byte[] {'{', '}'} : body, type);
            if (value == null) {
                throw new Problem(400, "The body is not a JSON object.");
            }
            return value;
        } catch (JacksonException e) {
            throw new Problem(400, "The body is not the JSON that is expected here: " + e.getOriginalMessage());
        }
    }

    static void answer(HttpExchange exchange, int status, String contentType, Object value) throws IOException {
        byte[] body = MAPPER.writeValueAsBytes(value);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
