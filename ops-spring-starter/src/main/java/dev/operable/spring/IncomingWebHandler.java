package dev.operable.spring;

import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingCall;
import dev.operable.core.http.IncomingRequests;
import java.util.function.Predicate;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * What every request to a WebFlux application gets, as {@code IncomingServletFilter} has it for servlets. It stands around
 * everything, for the answer to an exception is written when all filters are left; {@link IncomingWebFilter} tells it what is
 * known only inside. A request is in flight until its answer is sent, or its caller gone. Safe for use by many threads.
 */
final class IncomingWebHandler implements HttpHandler {
    private final IncomingRequests requests;
    private final InFlight inFlight;
    private final Predicate<ServerHttpRequest> urgent;
    private final HttpHandler application;

    /**
     * @param inFlight that of the requests
     * @param urgent what is never refused
     */
    IncomingWebHandler(
            IncomingRequests requests,
            InFlight inFlight,
            Predicate<ServerHttpRequest> urgent,
            HttpHandler application) {
        this.requests = requests;
        this.inFlight = inFlight;
        this.urgent = urgent;
        this.application = application;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        // What begins when it is asked for, and not before, ends in each case.
        return Mono.defer(() -> begun(request, response));
    }

    private Mono<Void> begun(ServerHttpRequest request, ServerHttpResponse response) {
        WebExchange exchange = new WebExchange(request, response);
        exchange.closeIf(inFlight::sendsAway);
        IncomingCall call = requests.begin(exchange, urgent.test(request));
        WebCall web = new WebCall(call, exchange, requests.countsBytes());
        return call.refusal()
                .map(exchange::answer)
                .orElseGet(() -> application
                        .handle(new WatchedRequest(request, web), WatchedResponse.of(response, web))
                        .contextWrite(web::within))
                .doFinally(signal -> web.end(signal == SignalType.CANCEL));
    }
}
