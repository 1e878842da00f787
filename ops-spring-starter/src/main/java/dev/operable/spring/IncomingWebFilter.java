package dev.operable.spring;

import dev.operable.core.http.RequestContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The inner part of {@link IncomingWebHandler}: the pipeline of a request has its context, and the outer part hears of the
 * exception that made it fail. Safe for use by many threads.
 */
final class IncomingWebFilter implements WebFilter, Ordered {
    private final Function<ServerWebExchange, @Nullable String> span;
    private final Function<ServerWebExchange, String> route;

    /**
     * @param span that a tracing system has begun for the request, as the header {@code traceparent} does
     * @param route the template of the path; asked for when the request was worked on
     */
    IncomingWebFilter(Function<ServerWebExchange, @Nullable String> span, Function<ServerWebExchange, String> route) {
        this.span = span;
        this.route = route;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(view -> {
            WebCall call = view.getOrDefault(WebCall.class, null);
            return call == null ? chain.filter(exchange) : filtered(call, exchange, chain);
        });
    }

    private Mono<Void> filtered(WebCall call, ServerWebExchange exchange, WebFilterChain chain) {
        String begun = span.apply(exchange);
        RequestContext context = call.inside(begun, exchange.getAttributes(), () -> route.apply(exchange));
        return new MonoInContext(chain.filter(exchange), context)
                .onErrorResume(call::isOfTheBody, call::badBody)
                .doOnError(call::failed)
                .contextWrite(inside -> inside.put(RequestContext.class, context));
    }
}
