package dev.operable.rpc;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer whose body is read while it comes. Close it: that frees its connection, which happens at the latest with the call's
 * deadline. A thread that is interrupted while it reads gets an {@code IOException} whose cause is the {@link RpcException}, as
 * for every other end before the body's. Not safe for use by many threads.
 *
 * <pre>{@code
 * try (RpcStream export = hits.get("/export").deadline(Duration.ofMinutes(5)).stream()) {
 *     Files.copy(export.body(), file);
 * }
 * }</pre>
 */
public final class RpcStream implements AutoCloseable {
    private final RpcResponse head;
    private final InputStream body;

    RpcStream(RpcResponse head) {
        this.head = head;
        OpenBody open = head.open();
        this.body = open == null ? InputStream.nullInputStream() : open;
    }

    /** The HTTP status, 200 to 399. */
    public int status() {
        return head.status();
    }

    /** The headers by name in any case. */
    public Map<String, List<String>> headers() {
        return head.headers();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** What comes, inflated if it was compressed, of any size. A cut is an {@code IOException} and never the end. */
    public InputStream body() {
        return body;
    }

    /** Closes the connection, unless the body was read to its end. */
    @Override
    public void close() {
        OpenBody open = head.open();
        if (open != null) {
            open.close();
        }
    }
}
