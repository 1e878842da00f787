package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Ends a body that is longer than any that an admin endpoint needs: 1 MiB. */
final class BodyLimit extends FilterInputStream {
    private static final long MAX_BYTES = 1L << 20;

    static final String EXPLANATION = "The body is longer than " + MAX_BYTES + " bytes.";

    private long left = MAX_BYTES;

    private BodyLimit(InputStream in) {
        super(in);
    }

    static Optional<Problem> apply(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        // Its form was checked by the server; without one the body is chunked, and counted as it is read.
        if (length != null && Long.parseLong(length.strip()) > MAX_BYTES) {
            exchange.getResponseHeaders().set("Connection", "close");
            return Optional.of(Problem.of(413, EXPLANATION));
        }
        exchange.setStreams(new BodyLimit(exchange.getRequestBody()), null);
        return Optional.empty();
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            count(read);
        }
        return read;
    }

    private void count(int read) throws IOException {
        left -= read;
        if (left < 0) {
            throw new TooLong();
        }
    }

    /** The caller's fault, not the endpoint's. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        private TooLong() {
            super(EXPLANATION);
        }
    }
}
