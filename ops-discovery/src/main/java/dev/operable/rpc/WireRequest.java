package dev.operable.rpc;

import java.util.List;
import java.util.Set;

/** What is sent, the same at every attempt. Immutable by agreement: nobody writes to the body. */
final class WireRequest {
    static final Set<String> IDEMPOTENT_METHODS = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
    static final byte[] NO_BODY = {};

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;
    private final boolean idempotent;

    WireRequest(String method, String target, List<Header> headers, byte[] body, boolean idempotent) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.idempotent = idempotent;
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

    /** Whether sending it twice does what sending it once does. */
    boolean idempotent() {
        return idempotent;
    }
}
