package dev.operable.rpc;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is sent, the same at every attempt. Immutable by agreement: nobody writes to the body. */
final class WireRequest {
    static final Set<String> IDEMPOTENT_METHODS = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
    static final byte[] NO_BODY = {};

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;
    private final @Nullable StreamBody stream;
    private final boolean idempotent;
    private final boolean streamed;

    WireRequest(String method, String target, List<Header> headers, byte[] body, boolean idempotent) {
        this(method, target, headers, body, null, idempotent, false);
    }

    WireRequest(
            String method,
            String target,
            List<Header> headers,
            byte[] body,
            @Nullable StreamBody stream,
            boolean idempotent,
            boolean streamed) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
        this.idempotent = idempotent;
        this.streamed = streamed;
    }

    String method() {
        return method;
    }

    /** Path and query, encoded. */
    String target() {
        return target;
    }

    List<Header> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** The body if it is read while it is sent; the other one is empty then. */
    @Nullable
    StreamBody stream() {
        return stream;
    }

    /** Whether sending it twice does what sending it once does, and is possible. */
    boolean idempotent() {
        return idempotent && repeatable();
    }

    /** Whether its body can be sent again. */
    boolean repeatable() {
        return stream == null || stream.repeatable();
    }

    /** Whether the caller reads the body of a good answer while it comes. */
    boolean streamed() {
        return streamed;
    }
}
