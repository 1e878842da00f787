package dev.operable.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The filter of every request, around which the ids of a request that failed are kept until the container has logged the
 * exception, which it does when all filters are left. Safe for use by many threads.
 */
final class ErrorsWithIds implements Filter {
    private static final List<String> IDS = List.of("trace_id", "span_id", "request_id");

    private final Filter requests;

    ErrorsWithIds(Filter requests) {
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Map<String, @Nullable String> ids = new HashMap<>();
        boolean well = false;
        try {
            requests.doFilter(request, response, (next, answer) -> {
                IDS.forEach(id -> ids.put(id, MDC.get(id)));
                chain.doFilter(next, answer);
            });
            well = true;
        } finally {
            if (!well) {
                ids.forEach(ErrorsWithIds::put);
            }
        }
    }

    private static void put(String id, @Nullable String value) {
        if (value != null) {
            MDC.put(id, value);
        }
    }

    /** Takes the ids away, so that nothing else of the thread has them. */
    static final class End implements ServletRequestListener {
        @Override
        public void requestInitialized(ServletRequestEvent event) {
            IDS.forEach(MDC::remove);
        }

        @Override
        public void requestDestroyed(ServletRequestEvent event) {
            IDS.forEach(MDC::remove);
        }
    }
}
