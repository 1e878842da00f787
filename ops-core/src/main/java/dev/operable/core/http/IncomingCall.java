package dev.operable.core.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request from its arrival to the end of its answer. */
final class IncomingCall {
    private final IncomingRequests requests;
    private final String method;
    private final RequestContext context;
    private final @Nullable Refusal refusal;
    private final BodyGuard body;
    private final boolean placed;
    private final long begin;
    private boolean ended; // guarded by this

    IncomingCall(
            IncomingRequests requests,
            String method,
            RequestContext context,
            @Nullable Refusal refusal,
            BodyGuard body,
            boolean placed,
            long begin) {
        this.requests = requests;
        this.method = method;
        this.context = context;
        this.refusal = refusal;
        this.body = body;
        this.placed = placed;
        this.begin = begin;
    }

    String method() {
        return method;
    }

    RequestContext context() {
        return context;
    }

    /** Why the request must not be worked on; null if it may be. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    BodyGuard body() {
        return body;
    }

    /** What the caller is told when reading its body failed. */
    Refusal badBody() {
        return body.tooLong() ? requests.tooLongAfterAll() : Refusal.brokenOff();
    }

    /** The end, in the context of the call. Ending twice is ending once. */
    void end(Supplier<String> route, int status, long bytes, @Nullable Throwable error, boolean tells) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        try {
            requests.record(this, route.get(), status, bytes, error, System.nanoTime() - begin);
        } finally {
            requests.leave(begin, placed, tells);
        }
    }
}
