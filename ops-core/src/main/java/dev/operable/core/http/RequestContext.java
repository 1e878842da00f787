package dev.operable.core.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The request that is being answered: its place in its trace, its name, who asks and how long they wait. Immutable; the
 * current one belongs to a thread, together with {@code trace_id}, {@code span_id} and {@code request_id} in the MDC.
 *
 * <p>Work that is handed to another thread takes it along when it is wrapped:
 *
 * <pre>{@code
 * ExecutorService pool = RequestContext.wrap(Executors.newFixedThreadPool(8));   // once
 * pool.submit(() -> log.info("has the ids of the request that submitted it"));
 * Thread.startVirtualThread(RequestContext.wrap(this::notifyThem));
 * }</pre>
 */
public final class RequestContext {
    /** Carries {@link #requestId()}, in requests and in answers. */
    public static final String REQUEST_ID_HEADER = "X-Request-Id";

    /** Carries how many milliseconds the sender still waits for the answer: decimal digits. */
    public static final String DEADLINE_HEADER = "Ops-Deadline-Ms";

    /** Carries the name of the service that calls. */
    public static final String CALLER_HEADER = "Ops-Caller";

    /** Carries {@link #traceParent()}. */
    public static final String TRACEPARENT_HEADER = "traceparent";

    /** Carries {@link #traceState()}. */
    public static final String TRACESTATE_HEADER = "tracestate";

    private static final int MAX_CALLER = 64;

    private final TraceParent here;
    private final @Nullable String parentSpanId;
    private final TraceState traceState;
    private final String requestId;
    private final @Nullable String caller;
    private final @Nullable Deadline deadline;

    /** Whether {@link #here} is a span of a tracing system, which knows no other part of the trace. */
    private final boolean adopted;

    private RequestContext(
            TraceParent here,
            @Nullable String parentSpanId,
            TraceState traceState,
            String requestId,
            @Nullable String caller,
            @Nullable Deadline deadline) {
        this(here, parentSpanId, traceState, requestId, caller, deadline, false);
    }

    private RequestContext(
            TraceParent here,
            @Nullable String parentSpanId,
            TraceState traceState,
            String requestId,
            @Nullable String caller,
            @Nullable Deadline deadline,
            boolean adopted) {
        this.here = here;
        this.parentSpanId = parentSpanId;
        this.traceState = traceState;
        this.requestId = requestId;
        this.caller = caller;
        this.deadline = deadline;
        this.adopted = adopted;
    }

    /** The context of this thread; empty outside of a request. */
    public static Optional<RequestContext> current() {
        return Optional.ofNullable(Scope.current());
    }

    /** A context for work that nobody asked for, such as a task: a trace of its own, no deadline. */
    public static RequestContext start() {
        return received(name -> List.of(), System.nanoTime());
    }

    /**
     * The context of a message that has just arrived, by HTTP or otherwise. Whatever the headers are this does not throw: a
     * trace that cannot be continued is started again, the rest is left out.
     *
     * @param headers gives all values of a header, an empty list if there is none; names in any case are the same name
     */
    public static RequestContext from(Function<String, List<String>> headers) {
        return received(headers, System.nanoTime());
    }

    static RequestContext received(Function<String, List<String>> headers, long arrivedNanos) {
        TraceParent received = TraceParent.parse(headers.apply(TRACEPARENT_HEADER));
        String requestId = RequestId.of(headers.apply(REQUEST_ID_HEADER));
        List<String> callers = headers.apply(CALLER_HEADER);
        String caller =
                callers.size() == 1 && HeaderSyntax.isName(callers.get(0), MAX_CALLER, "._-") ? callers.get(0) : null;
        Deadline deadline = Deadline.parse(headers.apply(DEADLINE_HEADER), arrivedNanos);
        if (received == null) {
            // A tracestate without its traceparent belongs to no trace, and is not even looked at.
            return new RequestContext(TraceParent.start(), null, TraceState.empty(), requestId, caller, deadline);
        }
        TraceParent here = new TraceParent(received.traceId(), TraceParent.newSpanId(), received.flags());
        TraceState traceState = TraceState.parse(headers.apply(TRACESTATE_HEADER));
        return new RequestContext(here, received.spanId(), traceState, requestId, caller, deadline);
    }

    /** 32 lower-case hexadecimal digits, the same in all services that a request runs through. */
    public String traceId() {
        return here.traceId();
    }

    /** Names this service's part of the trace: 16 lower-case hexadecimal digits. */
    public String spanId() {
        return here.spanId();
    }

    /** The caller's part of the trace; empty where the trace begins here. */
    public Optional<String> parentSpanId() {
        return Optional.ofNullable(parentSpanId);
    }

    /** Whether the caller may have recorded the trace. */
    public boolean sampled() {
        return (here.flags() & TraceParent.SAMPLED) != 0;
    }

    /** Whether the last 7 bytes of the trace id are known to be random, so that samples can be taken by them. */
    public boolean randomTraceId() {
        return (here.flags() & TraceParent.RANDOM) != 0;
    }

    /** What tracing systems said along the way. */
    public TraceState traceState() {
        return traceState;
    }

    /** The name of the request for people: the caller's, or a new one. */
    public String requestId() {
        return requestId;
    }

    /** The service that calls, as it calls itself. A claim, not a proof. */
    public Optional<String> caller() {
        return Optional.ofNullable(caller);
    }

    /** How long the answer is still waited for, zero when it no longer is; empty if the caller did not say. */
    public Optional<Duration> remaining() {
        return deadline == null ? Optional.empty() : Optional.of(deadline.left());
    }

    /** Whether nobody waits for the answer any more. */
    public boolean expired() {
        return deadline != null && deadline.isOver();
    }

    /** With another decision on recording; as a new part of the trace, since one part has one decision. */
    public RequestContext withSampled(boolean sampled) {
        int others = here.flags() & ~TraceParent.SAMPLED;
        TraceParent part = new TraceParent(
                here.traceId(), TraceParent.newSpanId(), sampled ? others | TraceParent.SAMPLED : others);
        return new RequestContext(part, here.spanId(), traceState, requestId, caller, deadline);
    }

    /** With another trace state, for a tracing system that has something to say. */
    public RequestContext withTraceState(TraceState changed) {
        return new RequestContext(here, parentSpanId, changed, requestId, caller, deadline, adopted);
    }

    /**
     * In the span that a tracing system has begun for this request: {@link #traceId()}, {@link #spanId()} and {@link #sampled()}
     * are those of the span, and every request that is sent for this one names it as its parent, since the tracing system knows
     * no other. {@link #parentSpanId()} is left to that system.
     *
     * @param traceparent of the span, as the header has it; one that is malformed changes nothing
     */
    public RequestContext withSpan(String traceparent) {
        TraceParent span = TraceParent.parse(List.of(traceparent));
        if (span == null) {
            return this;
        }
        TraceState state = span.traceId().equals(here.traceId()) ? traceState : TraceState.empty();
        return new RequestContext(span, null, state, requestId, caller, deadline, true);
    }

    /**
     * The header {@code traceparent} of one request that is sent for this one. The id in it (16 digits from index 36 on) is
     * another one each time: it names that request as its sender knows it, so that whoever receives two of them, or one again,
     * can tell them apart. {@linkplain #withSpan In the span of a tracing system} it is that of the span each time.
     */
    public String traceParent() {
        return adopted
                ? here.header()
                : new TraceParent(here.traceId(), TraceParent.newSpanId(), here.flags()).header();
    }

    /**
     * The headers of one request that is sent for this one: {@link #traceParent}, {@code tracestate} if there is one, the
     * request id, and the deadline if there is one. In this order. Ask again for each request.
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(TRACEPARENT_HEADER, traceParent());
        if (!traceState.isEmpty()) {
            headers.put(TRACESTATE_HEADER, traceState.toString());
        }
        headers.put(REQUEST_ID_HEADER, requestId);
        if (deadline != null) {
            headers.put(DEADLINE_HEADER, Long.toString(deadline.left().toMillis()));
        }
        return headers;
    }

    /** Does work in this context, and leaves the thread as it was. */
    public void run(Runnable work) {
        Scope scope = Scope.open(this);
        try {
            work.run();
        } finally {
            scope.leave();
        }
    }

    /** As {@link #run}, with a result. */
    public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
        Scope scope = Scope.open(this);
        try {
            return work.call();
        } finally {
            scope.leave();
        }
    }

    /**
     * Makes a context the one of this thread, with the MDC in step, until it is told otherwise. For libraries that carry
     * contexts from thread to thread and put back by themselves what was there; everybody else calls {@link #run}.
     *
     * @param context null for none
     */
    public static void set(@Nullable RequestContext context) {
        Scope.set(context);
    }

    /**
     * Runs everything in this context, whichever thread hands it over: for a {@code CompletableFuture}, whose stages are
     * handed over by whoever completes the one before.
     */
    public Executor on(Executor executor) {
        return work -> executor.execute(() -> run(work));
    }

    /** Does the work in the context that is current now; without one, in none. */
    public static Runnable wrap(Runnable work) {
        RequestContext captured = Scope.current();
        return () -> {
            Scope scope = Scope.open(captured);
            try {
                work.run();
            } finally {
                scope.leave();
            }
        };
    }

    /** As {@link #wrap(Runnable)}, with a result. */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
        RequestContext captured = Scope.current();
        return () -> {
            Scope scope = Scope.open(captured);
            try {
                return work.call();
            } finally {
                scope.leave();
            }
        };
    }

    /** Everything that is handed to it takes along the context of the thread that hands it over. */
    public static Executor wrap(Executor executor) {
        return work -> executor.execute(wrap(work));
    }

    /** As {@link #wrap(Executor)}; stopping it stops the one inside. */
    public static ExecutorService wrap(ExecutorService executor) {
        return new ContextExecutor(executor);
    }

    /** The ids, for a person. */
    @Override
    public String toString() {
        return "request " + requestId + " of trace " + here.traceId();
    }
}
