package dev.operable.spring;

import dev.operable.core.http.IncomingCall;
import dev.operable.core.http.RequestContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A request to a WebFlux application that is worked on. Safe for use by many threads, as the pipeline has several. */
final class WebCall {
    private static final Logger log = LoggerFactory.getLogger(WebCall.class);
    private static final int SWITCHED = 101;

    private final IncomingCall call;
    private final WebExchange exchange;
    private final boolean counting;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean replaced = new AtomicBoolean();
    private volatile RequestContext context;
    private volatile Supplier<String> route = () -> "UNKNOWN";
    private volatile Map<String, Object> attributes = Map.of();
    private volatile boolean streams;
    private volatile boolean cut;
    private volatile @Nullable Throwable error;

    WebCall(IncomingCall call, WebExchange exchange, boolean counting) {
        this.call = call;
        this.exchange = exchange;
        this.counting = counting;
        this.context = call.context();
    }

    /** The pipeline in which it is found. */
    Context within(Context pipeline) {
        return pipeline.put(WebCall.class, this);
    }

    /**
     * What is known behind the first filter.
     *
     * @param span of a tracing system, if one has begun
     * @return what everything further inside is done in
     */
    RequestContext inside(@Nullable String span, Map<String, Object> attributes, Supplier<String> route) {
        this.attributes = attributes;
        this.route = route;
        if (span != null) {
            context = context.withSpan(span);
        }
        return context;
    }

    RequestContext context() {
        return context;
    }

    /** Of the exchange, by which parts of the application tell each other something. */
    Map<String, Object> attributes() {
        return attributes;
    }

    IncomingCall call() {
        return call;
    }

    /** An exception was left to those who answer it; what they write is no longer known to be of the application. */
    void failed(Throwable thrown) {
        error = thrown;
        cut = exchange.isCommitted();
    }

    /** Whether the caller's body, and not the application, is why it failed, and there is still something to say to that. */
    boolean isOfTheBody(Throwable thrown) {
        return call.bodyCaused(thrown) && !exchange.isCommitted();
    }

    Mono<Void> badBody(Throwable thrown) {
        log.atDebug().setCause(thrown).log("The body of a request could not be read.");
        return badBody();
    }

    /** Whether more came than may, and the application has not said yet what it makes of that. */
    boolean isTooLong() {
        return call.bodyTooLong() && !exchange.isCommitted() && !replaced.get();
    }

    Mono<Void> badBody() {
        return Mono.defer(
                () -> replaced.compareAndSet(false, true) ? exchange.instead(call.badBody()) : Mono.<Void>empty());
    }

    void sent(long bytes) {
        if (counting) {
            sent.addAndGet(bytes);
        }
    }

    /** The answer is sent piece by piece, for as long as it likes: its time tells nothing of the load. */
    void streams() {
        streams = true;
    }

    /** @param gone whether the caller did not wait for it */
    void end(boolean gone) {
        boolean upgraded = upgraded();
        int status = gone && !exchange.isCommitted() ? -1 : upgraded ? SWITCHED : exchange.status();
        // Of a caller that went away is known only how long it waited at least.
        boolean tells = !streams && !upgraded && (!gone || call.isSlow());
        Throwable failure = cut || status >= 500 ? error : null;
        context.run(() -> call.end(route, status, bytes(), failure, tells));
    }

    /** Reactor Netty switches to WebSocket by itself, and the answer knows nothing of that. */
    private boolean upgraded() {
        return exchange.asksForWebSocket()
                && exchange.isCommitted()
                && exchange.status() == 200
                && attributes.get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof WebSocketHandler;
    }

    /** Of an answer to HEAD the application writes the body, and the server leaves it out. */
    private long bytes() {
        return !counting ? -1 : exchange.isHead() ? 0 : sent.get();
    }
}
