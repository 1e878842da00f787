package dev.operable.spring;

import dev.operable.core.http.IncomingServletFilter;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Tells the filter inside which span of Micrometer Tracing the request has by now, so that ids of logs and calls are those of the
 * tracing system. Safe for use by many threads.
 */
final class TracedRequests implements Filter {
    private final Tracer tracer;
    private final Filter requests;

    TracedRequests(Tracer tracer, Filter requests) {
        this.tracer = tracer;
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String span = SpanHeader.of(tracer.currentSpan());
        if (span != null) {
            request.setAttribute(IncomingServletFilter.SPAN, span);
        }
        requests.doFilter(request, response, chain);
    }
}
