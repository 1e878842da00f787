package dev.operable.spring;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds the span that a tracing system has begun for a request to a WebFlux application.
 *
 * @param of as the header {@code traceparent} has it; null for none
 */
record WebSpans(Function<ServerWebExchange, @Nullable String> of) {
    /** Without a tracing system. */
    static WebSpans none() {
        return new WebSpans(exchange -> null);
    }

    /** Of Micrometer Tracing, with which Spring observes each request before the first filter. */
    static WebSpans observed() {
        return new WebSpans(exchange -> ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .map(observed -> observed.<TracingContext>get(TracingContext.class))
                .map(traced -> SpanHeader.of(traced.getSpan()))
                .orElse(null));
    }
}
