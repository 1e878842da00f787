package dev.operable.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a request's body as it is read: one that is too long ends with an exception, and so does one that breaks off
 * before its announced end, whether or not the server sees that by itself. For one thread at a time.
 */
final class BodyGuard {
    /** Of requests without a body: nobody reads through it, so that all of them can share it. */
    static final BodyGuard NO_BODY = new BodyGuard(0, -1);

    private static final int CAUSES = 16;

    private final long max;
    private final long announced;
    private long read;
    private @Nullable Throwable broken;
    private boolean tooLong;

    /**
     * @param max 0 is no limit
     * @param announced the Content-Length, or -1
     */
    BodyGuard(long max, long announced) {
        this.max = max;
        this.announced = announced;
    }

    /** The length of the body that the headers announce; -1 if they do not, or not in a way that can be read. */
    static long announced(IncomingExchange exchange) {
        if (!exchange.apply("Transfer-Encoding").isEmpty()) {
            return -1;
        }
        List<String> lengths = exchange.apply("Content-Length");
        String text = lengths.size() == 1 ? lengths.get(0).strip() : "";
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }

    /** Reads from the body: how many bytes came, or -1 for the end. */
    int read(InputStream body, byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count;
        try {
            count = body.read(buffer, offset, length);
        } catch (IOException broken) {
            throw failed(broken);
        }
        return came(count);
    }

    /** So many bytes were read, or -1 for the end. */
    int came(int count) throws IOException {
        if (count < 0) {
            if (read < announced) {
                throw failed(new IOException(
                        "The body ended after " + read + " of the " + announced + " bytes that were announced."));
            }
            return count;
        }
        read += count;
        if (max > 0 && read > max) {
            tooLong = true;
            throw failed(new IOException("The body is longer than " + max + " bytes (OPS_HTTP_MAX_BODY)."));
        }
        return count;
    }

    /** Remembers why the body could not be read. */
    <T extends Throwable> T failed(T cause) {
        if (broken == null) {
            broken = cause;
        }
        return cause;
    }

    /** Whether more came than may. */
    boolean tooLong() {
        return tooLong;
    }

    /** Whether the caller's body, and not the service, is why this was thrown. */
    boolean caused(Throwable error) {
        Throwable cause = error;
        for (int i = 0; broken != null && cause != null && i < CAUSES; i++) {
            if (cause == broken) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
