package dev.operable.rpc;

import dev.operable.core.http.RequestContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sent, the same at every attempt but for its place in the trace. Immutable by agreement: nobody writes to the body.
 */
final class WireRequest {
    static final Set<String> IDEMPOTENT_METHODS = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
    static final byte[] NO_BODY = {};
    /** Where W3C Trace Context has it: after the version and the trace. */
    private static final int SPAN_FROM = 36;

    private static final int SPAN_TO = 52;

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;
    private final @Nullable StreamBody stream;
    private final boolean idempotent;
    private final boolean streamed;
    private final @Nullable RequestContext context;
    private final @Nullable Header traceParent;

    WireRequest(String method, String target, List<Header> headers, byte[] body, boolean idempotent) {
        this(method, target, headers, body, null, idempotent, false, null, null);
    }

    WireRequest(
            String method,
            String target,
            List<Header> headers,
            byte[] body,
            @Nullable StreamBody stream,
            boolean idempotent,
            boolean streamed,
            @Nullable RequestContext context) {
        this(method, target, headers, body, stream, idempotent, streamed, context, null);
    }

    private WireRequest(
            String method,
            String target,
            List<Header> headers,
            byte[] body,
            @Nullable StreamBody stream,
            boolean idempotent,
            boolean streamed,
            @Nullable RequestContext context,
            @Nullable Header traceParent) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
        this.idempotent = idempotent;
        this.streamed = streamed;
        this.context = context;
        this.traceParent = traceParent;
    }

    /** As one attempt sends it: each is a part of the trace of its own, as OpenTelemetry has a span for each resend. */
    WireRequest ofAttempt() {
        return context == null
                ? this
                : new WireRequest(
                        method,
                        target,
                        headers,
                        body,
                        stream,
                        idempotent,
                        streamed,
                        context,
                        new Header(RequestContext.TRACEPARENT_HEADER, context.traceParent()));
    }

    /** The place of the attempt in the trace of the request that the call is made for; null for none. */
    @Nullable
    Header traceParent() {
        return traceParent;
    }

    /** What the attempt is called in the trace; empty if it is in none of ours. */
    String spanId() {
        return traceParent == null ? "" : traceParent.value().substring(SPAN_FROM, SPAN_TO);
    }

    String method() {
        return method;
    }

    /** Path and query, encoded. */
    String target() {
        return target;
    }

    /** Whether its answer is inflated: only what this side has asked for, and not the caller with the same words. */
    @SuppressWarnings("ReferenceEquality")
    boolean inflates() {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i) == RpcRequest.GZIP) {
                return true;
            }
        }
        return false;
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
