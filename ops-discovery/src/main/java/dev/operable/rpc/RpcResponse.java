package dev.operable.rpc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer, read to its end. Immutable, except that {@link #body()} is the array itself and not a copy. */
public final class RpcResponse {
    private static final String CHARSET = "charset=";

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable OpenBody open;

    /** Headers that are sorted in any case are taken over, not copied. */
    RpcResponse(int status, Map<String, List<String>> headers, byte[] body) {
        this(status, headers, body, null);
    }

    /** An answer whose body its caller reads as it comes. */
    RpcResponse(int status, Map<String, List<String>> headers, OpenBody open) {
        this(status, headers, WireRequest.NO_BODY, open);
    }

    private RpcResponse(int status, Map<String, List<String>> headers, byte[] body, @Nullable OpenBody open) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(anyCase(headers));
        this.body = body;
        this.open = open;
    }

    private static Map<String, List<String>> anyCase(Map<String, List<String>> headers) {
        if (headers instanceof TreeMap<String, List<String>> sorted
                && sorted.comparator() == String.CASE_INSENSITIVE_ORDER) {
            return headers;
        }
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return copy;
    }

    /** The HTTP status, 200 to 599. */
    public int status() {
        return status;
    }

    /** The headers by name in any case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    /** The body as it came; empty if there was none. */
    public byte[] body() {
        return body;
    }

    /** The body in the {@code charset} of its {@code Content-Type}; as UTF-8 if that says none, or one that is not known. */
    public String text() {
        return new String(body, charset());
    }

    private Charset charset() {
        String[] type = header("Content-Type").orElse("").split(";", -1);
        for (int i = 1; i < type.length; i++) {
            String parameter = type[i].strip();
            if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
                String name =
                        parameter.substring(CHARSET.length()).replace('"', ' ').strip();
                return known(name);
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static Charset known(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException notOne) {
            return StandardCharsets.UTF_8; // most of it is ASCII then, and readable
        }
    }

    @Nullable
    OpenBody open() {
        return open;
    }

    boolean isJson() {
        String type = header("Content-Type").orElse("application/json").toLowerCase(Locale.ROOT);
        String media = type.split(";", 2)[0].strip();
        return media.equals("application/json") || media.endsWith("+json");
    }

    @Override
    public String toString() {
        return "status " + status + ", " + body.length + " bytes";
    }
}
