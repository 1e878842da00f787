package dev.operable.core.http;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request from its arrival to the end of its answer. {@link #end} may be called by any thread; the rest belongs to whoever
 * reads the request, one thread at a time.
 */
public final class IncomingCall {
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

    /** What the request is worked on in. */
    public RequestContext context() {
        return context;
    }

    /** Why the request must not be worked on; empty if it may be. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    BodyGuard body() {
        return body;
    }

    /**
     * Counts what was read of the body.
     *
     * @param bytes how many came, or -1 for the end
     * @throws IOException if it is too long by now, or ended before its announced end
     */
    public void bodyCame(int bytes) throws IOException {
        body.came(bytes);
    }

    /** Remembers why the body could not be read. */
    public void bodyFailed(Throwable cause) {
        body.failed(cause);
    }

    /** Whether more came than may: whatever the handler makes of that, the answer is {@link #badBody}. */
    public boolean bodyTooLong() {
        return body.tooLong();
    }

    /** Whether the caller's body, and not the service, is why this was thrown. */
    public boolean bodyCaused(Throwable error) {
        return body.caused(error);
    }

    /** What the caller is told when reading its body failed. Ask once, for each is counted. */
    public Refusal badBody() {
        return body.tooLong() ? requests.tooLongAfterAll() : Refusal.brokenOff();
    }

    /** Whether it takes longer than an answer of a service that is not too busy. */
    public boolean isSlow() {
        return requests.isSlow(System.nanoTime() - begin);
    }

    /**
     * The end, in the context of the call. Ending twice is ending once.
     *
     * @param route the template of the path; {@code UNKNOWN} for none
     * @param status of the answer, or -1 for none
     * @param bytes of the answer's body, or -1 if nobody counted
     * @param error that made it fail; null for none
     * @param tells whether the time says something about the load; that of a stream of events does not
     */
    public void end(Supplier<String> route, int status, long bytes, @Nullable Throwable error, boolean tells) {
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
