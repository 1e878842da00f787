package dev.operable.core.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The time during which a context is the current one of a thread. Ends in the thread that began it. */
final class Scope {
    private static final String TRACE_ID = "trace_id";
    private static final String SPAN_ID = "span_id";
    private static final String REQUEST_ID = "request_id";

    private static final ThreadLocal<@Nullable RequestContext> CURRENT = new ThreadLocal<>();

    private final @Nullable RequestContext before;

    // What was there is put back as it was: it may be another library's.
    private final @Nullable String traceId = MDC.get(TRACE_ID);
    private final @Nullable String spanId = MDC.get(SPAN_ID);
    private final @Nullable String requestId = MDC.get(REQUEST_ID);

    private Scope(@Nullable RequestContext before) {
        this.before = before;
    }

    static @Nullable RequestContext current() {
        return CURRENT.get();
    }

    /** Null is a scope without a context, for work that must not be taken for that of another request. */
    static Scope open(@Nullable RequestContext context) {
        Scope scope = new Scope(CURRENT.get());
        set(context);
        if (context == null) {
            mdc(null, null, null);
        } else {
            mdc(context.traceId(), context.spanId(), context.requestId());
        }
        return scope;
    }

    void leave() {
        set(before);
        mdc(traceId, spanId, requestId);
    }

    private static void set(@Nullable RequestContext context) {
        if (context == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(context);
        }
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
