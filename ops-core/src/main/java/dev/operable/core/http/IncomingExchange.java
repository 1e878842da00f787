package dev.operable.core.http;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer, as a server that {@link IncomingFilter} and {@link IncomingServletFilter} are not made for hands
 * them to {@link IncomingRequests#begin}. Used by one thread at a time.
 */
public interface IncomingExchange extends Function<String, List<String>> {
    /** The method of the request, such as {@code GET}. */
    String method();

    /** All values of a header of the request, an empty list if there is none. */
    @Override
    List<String> apply(String name);

    /** Whether the handler may find a body to read; if not, the call is told nothing of one. */
    boolean mayHaveBody();

    /** Who is at the other end of the connection; null if the server cannot say. */
    @Nullable
    InetAddress peer();

    /** The span that a tracing system has begun for it, as {@code traceparent} has it; null for none. */
    default @Nullable String span() {
        return null;
    }

    /** Sets a header of the answer, which has not begun. */
    void answer(String header, String value);
}
