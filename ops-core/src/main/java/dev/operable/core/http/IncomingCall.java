package dev.operable.core.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request from its arrival to the end of its answer. */
final class IncomingCall {
    private static final Logger log = LoggerFactory.getLogger(IncomingCall.class);

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
            requests.record(this, of(route), status, bytes, error, System.nanoTime() - begin);
        } finally {
            requests.leave(begin, placed, tells);
        }
    }

    private static String of(Supplier<String> route) {
        try {
            return route.get();
        } catch (RuntimeException failed) {
            log.atError()
                    .setCause(failed)
                    .log("The template of a path could not be had: the request counts as UNKNOWN.");
            return "UNKNOWN";
        }
    }
}
