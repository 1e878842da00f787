package dev.operable.samples.links;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies that no address needs, before they are read: a few large ones would take all of the memory. */
@Component
final class SmallRequests extends OncePerRequestFilter {
    private static final long LIMIT = 16 * 1024;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean unknown = request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
        if (unknown) {
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED, "The body has to say its length.");
        } else if (request.getContentLengthLong() > LIMIT) {
            response.sendError(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The body has more than " + LIMIT + " bytes.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
