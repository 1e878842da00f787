package dev.operable.core.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The time during which a context is the current one of a thread. Ends in the thread that began it. */
final class Scope {
    private static final String TRACE_ID = "trace_id";
    private static final String SPAN_ID = "span_id";
    private static final String REQUEST_ID = "request_id";

    /**
     * One place for each thread, which stays when its content goes: an entry of a thread's own for each request would cost more
     * than it. Of a type of the JDK's, so that a thread of a container's does not keep a stopped application in memory.
     */
    private static final ThreadLocal<@Nullable Object[]> CURRENT = ThreadLocal.withInitial(() -> new Object[1]);

    private final @Nullable RequestContext before;

    // What was there is put back as it was: it may be another library's.
    private final @Nullable String traceId = MDC.get(TRACE_ID);
    private final @Nullable String spanId = MDC.get(SPAN_ID);
    private final @Nullable String requestId = MDC.get(REQUEST_ID);

    private Scope(@Nullable RequestContext before) {
        this.before = before;
    }

    static @Nullable RequestContext current() {
        return (RequestContext) CURRENT.get()[0];
    }

    /** Null is a scope without a context, for work that must not be taken for that of another request. */
    static Scope open(@Nullable RequestContext context) {
        @Nullable Object[] current = CURRENT.get();
        Scope scope = new Scope((RequestContext) current[0]);
        current[0] = context;
        if (context == null) {
            mdc(null, null, null);
        } else {
            mdc(context.traceId(), context.spanId(), context.requestId());
        }
        return scope;
    }

    /** Without an end: what was there before is the caller's to put back. */
    static void set(@Nullable RequestContext context) {
        open(context);
    }

    void leave() {
        CURRENT.get()[0] = before;
        mdc(traceId, spanId, requestId);
    }

    private static void mdc(@Nullable String traceId, @Nullable String spanId, @Nullable String requestId) {
        put(TRACE_ID, traceId);
        put(SPAN_ID, spanId);
        put(REQUEST_ID, requestId);
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
