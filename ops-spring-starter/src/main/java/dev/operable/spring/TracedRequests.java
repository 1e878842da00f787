package dev.operable.spring;

import dev.operable.core.http.IncomingServletFilter;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
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
    private static final String NO_DIGITS = "0".repeat(32);

    private final Tracer tracer;
    private final Filter requests;

    TracedRequests(Tracer tracer, Filter requests) {
        this.tracer = tracer;
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Span span = tracer.currentSpan();
        if (span != null && !span.isNoop()) {
            request.setAttribute(IncomingServletFilter.SPAN, header(span.context()));
        }
        requests.doFilter(request, response, chain);
    }

    /** Of 16 digits of a trace id, which some systems use, the 32 of W3C. */
    private static String header(TraceContext context) {
        String trace = context.traceId();
        String digits = NO_DIGITS.substring(Math.min(NO_DIGITS.length(), trace.length())) + trace;
        return "00-" + digits + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
    }
}
