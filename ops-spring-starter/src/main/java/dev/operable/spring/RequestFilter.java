package dev.operable.spring;

import dev.operable.core.http.InFlight;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Counts the requests in flight and tells callers of a stopping service to take their next request elsewhere. */
final class RequestFilter implements Filter {
    private final InFlight inFlight;

    RequestFilter(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (inFlight.draining()) {
            ((HttpServletResponse) response).setHeader("Connection", "close");
        }
        inFlight.enter();
        try {
            chain.doFilter(request, response);
        } finally {
            inFlight.leave();
        }
    }
}
