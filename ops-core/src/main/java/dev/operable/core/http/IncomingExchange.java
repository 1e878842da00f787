package dev.operable.core.http;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request and its answer, whatever the server is. Used by one thread at a time. */
interface IncomingExchange extends Function<String, List<String>> {
    String method();

    /** All values of a header of the request, an empty list if there is none. */
    @Override
    List<String> apply(String name);

    /** Whether the handler may find a body to read. */
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
