package dev.operable.spring;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Lets the filter inside see the span of Micrometer Tracing that the request has by now as the one that it comes from, so that
 * ids of logs and calls are those of the tracing system. Safe for use by many threads.
 */
final class TracedRequests implements Filter {
    private static final String TRACEPARENT = "traceparent";
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
        if (span != null && !span.isNoop() && request instanceof HttpServletRequest http) {
            requests.doFilter(new OfSpan(http, header(span.context())), response, chain);
        } else {
            requests.doFilter(request, response, chain);
        }
    }

    /** Of 16 digits of a trace id, which some systems use, the 32 of W3C. */
    private static String header(TraceContext context) {
        String trace = context.traceId();
        String digits = NO_DIGITS.substring(Math.min(NO_DIGITS.length(), trace.length())) + trace;
        return "00-" + digits + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
    }

    private static final class OfSpan extends HttpServletRequestWrapper {
        private final String traceparent;

        OfSpan(HttpServletRequest request, String traceparent) {
            super(request);
            this.traceparent = traceparent;
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase(TRACEPARENT) ? traceparent : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(TRACEPARENT)
                    ? Collections.enumeration(List.of(traceparent))
                    : super.getHeaders(name);
        }
    }
}
