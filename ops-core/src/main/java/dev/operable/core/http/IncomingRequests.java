package dev.operable.core.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is done with every incoming request, whatever the server is; {@link IncomingFilter} and {@link IncomingServletFilter}
 * bring the requests. One for all servers and contexts of a service. Safe for use by many threads.
 *
 * <pre>{@code
 * IncomingRequests requests = new IncomingRequests(HttpSettings.defaults(), registry, inFlight);
 * server.setExecutor(requests.executor(threads));
 * server.createContext("/", handler).getFilters().add(new IncomingFilter(requests));
 * }</pre>
 */
public final class IncomingRequests {
    private static final ThreadLocal<@Nullable Long> SUBMITTED = new ThreadLocal<>();

    private final HttpSettings settings;
    private final MeterRegistry registry;
    private final InFlight inFlight;
    private final RequestTimer timer;
    private final Timed timed;
    private final @Nullable AccessLog accessLog;
    private final @Nullable AdaptiveLimit limit;
    private final @Nullable CallerRates rates;

    /** Times each request as {@code http.server.requests}. */
    public IncomingRequests(HttpSettings settings, MeterRegistry registry, InFlight inFlight) {
        this(settings, registry, inFlight, Timed.ALL);
    }

    /** Which requests are timed here. */
    private enum Timed {
        ALL,
        REFUSED,
        NONE
    }

    private IncomingRequests(HttpSettings settings, MeterRegistry registry, InFlight inFlight, Timed timed) {
        this.settings = settings;
        this.registry = registry;
        this.inFlight = inFlight;
        this.timed = timed;
        this.timer = new RequestTimer(registry, timed == Timed.REFUSED);
        this.accessLog = settings.accessLog() ? new AccessLog() : null;
        this.limit = settings.maxConcurrency() > 0
                ? new AdaptiveLimit(
                        settings.maxConcurrency(), settings.slowAfter().toNanos(), System.nanoTime())
                : null;
        this.rates = settings.ratePerSecond() > 0 ? new CallerRates(settings, System::nanoTime) : null;
        registry.gauge("http.server.requests.active", inFlight, InFlight::count);
        if (limit != null) {
            registry.gauge("http.server.concurrency.limit", limit, AdaptiveLimit::limit);
        }
    }

    /** As the constructor, for a service in which something else already times each request under that name. */
    public static IncomingRequests untimed(HttpSettings settings, MeterRegistry registry, InFlight inFlight) {
        return new IncomingRequests(settings, registry, inFlight, Timed.NONE);
    }

    /**
     * As {@link #untimed}, where what times the requests does not see those that are refused: they are timed here, with the tags
     * of Spring's observations, which have {@code error} besides.
     */
    public static IncomingRequests timingRefused(HttpSettings settings, MeterRegistry registry, InFlight inFlight) {
        return new IncomingRequests(settings, registry, inFlight, Timed.REFUSED);
    }

    /**
     * The threads for a server, with which the time that a request waits for one of them counts against its deadline: after
     * an overload the service then works for callers who still wait.
     *
     * @param threads runs each request as a task of its own, as the JDK's HttpServer has it
     */
    public Executor executor(Executor threads) {
        return work -> {
            long submitted = System.nanoTime();
            threads.execute(() -> {
                SUBMITTED.set(submitted);
                try {
                    work.run();
                } finally {
                    SUBMITTED.remove();
                }
            });
        };
    }

    /**
     * One more request, in a server that there is no filter for here; {@link IncomingCall#end} follows, always.
     *
     * @param urgent whether it is worked on however much there is to do
     */
    public IncomingCall begin(IncomingExchange exchange, boolean urgent) {
        long now = System.nanoTime();
        Long submitted = SUBMITTED.get();
        RequestContext received = RequestContext.received(
                settings.edge() ? name -> List.of() : exchange, submitted == null ? now : submitted);
        String span = exchange.span();
        RequestContext context = span == null ? received : received.withSpan(span);
        exchange.answer(RequestContext.REQUEST_ID_HEADER, context.requestId());
        if (inFlight.sendsAway()) {
            exchange.answer("Connection", "close");
        }
        long announced = BodyGuard.announced(exchange);
        Refusal refusal = urgent ? null : refusal(exchange, context, announced);
        boolean placed = !urgent && refusal == null && limit != null && limit.take();
        if (!urgent && refusal == null && limit != null && !placed) {
            refusal = Refusal.OVERLOADED;
        }
        if (refusal != null) {
            refused(refusal);
        }
        inFlight.enter();
        BodyGuard body =
                exchange.mayHaveBody() ? new BodyGuard(settings.maxBody().bytes(), announced) : BodyGuard.NO_BODY;
        return new IncomingCall(this, exchange.method(), context, refusal, body, placed, now);
    }

    /**
     * What costs least to find out comes first; what takes something of the caller's or the service's (a token, a place)
     * comes after everything that might refuse the request without.
     */
    private @Nullable Refusal refusal(IncomingExchange exchange, RequestContext context, long announced) {
        if (context.expired()) {
            return Refusal.EXPIRED;
        }
        if (settings.maxBody().bytes() > 0 && announced > settings.maxBody().bytes()) {
            return tooLong();
        }
        if (rates != null) {
            long seconds = rates.take(context.caller().orElse(null), exchange.peer());
            if (seconds > 0) {
                return Refusal.tooMany(seconds);
            }
        }
        return null;
    }

    /** The answer to a body that turned out to be too long while it was read. */
    Refusal tooLongAfterAll() {
        Refusal refusal = tooLong();
        refused(refusal);
        return refusal;
    }

    private Refusal tooLong() {
        return Refusal.tooLong(settings.maxBody().bytes());
    }

    private void refused(Refusal refusal) {
        registry.counter("http.server.requests.refused", "reason", refusal.reason())
                .increment();
    }

    /** Whether the bytes of answers are of use to anybody. */
    public boolean countsBytes() {
        return accessLog != null;
    }

    boolean isSlow(long nanos) {
        return nanos > settings.slowAfter().toNanos();
    }

    /**
     * @param bytes of the answer's body, or -1
     * @param route a template; asked for only now, since routers work after filters
     */
    void record(IncomingCall call, String route, int status, long bytes, @Nullable Throwable error, long nanos) {
        String method = RequestTimer.known(call.method());
        if (timed == Timed.ALL || (timed == Timed.REFUSED && call.refusal().isPresent())) {
            timer.record(method, route, status, nanos, error);
        }
        if (accessLog != null) {
            accessLog.write(call.context(), method, route, status, bytes, error, nanos);
        }
    }

    /** Gives back what {@link #begin} took. */
    void leave(long begin, boolean placed, boolean tells) {
        if (placed && limit != null) {
            limit.give(begin, System.nanoTime(), tells);
        }
        inFlight.leave();
    }
}
