package dev.operable.devkit;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request, decoded.
 *
 * @param name what follows the route in the path
 * @param query the values of each parameter; an empty one where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(String name, Map<String, List<String>> query, byte[] body) {
    /** The largest value that the key-value store takes. */
    static final int MAX_BODY = 512 * 1024;

    static Request read(HttpExchange exchange, String route) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        // A plus sign in a path is a plus sign.
        String name =
                decode(path.substring(Math.min(route.length(), path.length())).replace("+", "%2B"));
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                String length = exchange.getRequestHeaders().getFirst("Content-Length");
                throw new Refusal(
                        413, "Request body(" + length + " bytes) too large, max size: " + MAX_BODY + " bytes.");
            }
            return new Request(name, query(exchange.getRequestURI().getRawQuery()), body);
        }
    }

    boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    /** The parameter's value, when it has one. */
    Optional<String> value(String parameter) {
        return all(parameter).stream().findFirst().filter(value -> !value.isEmpty());
    }

    List<String> all(String parameter) {
        return query.getOrDefault(parameter, List.of());
    }

    String requireName(String what) {
        if (name.isEmpty()) {
            throw Refusal.badRequest("Missing " + what);
        }
        return name;
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> query = new TreeMap<>();
        for (String pair : raw == null ? List.<String>of() : List.of(raw.split("&"))) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            query.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("\"" + text + "\" in the address is not percent-encoded: " + e.getMessage());
        }
    }
}
