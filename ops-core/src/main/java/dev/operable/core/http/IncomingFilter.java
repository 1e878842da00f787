package dev.operable.core.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.function.Function;

/** stub */
public final class IncomingFilter extends Filter {
    public IncomingFilter(MeterRegistry registry, InFlight inFlight) {
        this(registry, inFlight, exchange -> exchange.getHttpContext().getPath());
    }

    public IncomingFilter(MeterRegistry registry, InFlight inFlight, Function<HttpExchange, String> route) {}

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        chain.doFilter(exchange);
    }

    @Override
    public String description() {
        return "Operable: timer, request id, requests in flight";
    }
}
