package dev.operable.spring;

import jakarta.servlet.Filter;
import java.util.function.UnaryOperator;
import org.springframework.core.Ordered;

/**
 * Where the filter of every request stands, and what stands around it.
 *
 * @param order before all others, but behind the one that begins a span where a tracing system is there
 */
record RequestSpans(int order, UnaryOperator<Filter> around) {
    /** Without a tracing system. */
    static RequestSpans none() {
        return new RequestSpans(Ordered.HIGHEST_PRECEDENCE, UnaryOperator.identity());
    }
}
