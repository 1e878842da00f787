package dev.operable.core.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to the JDK's HttpServer. */
final class JdkExchange implements IncomingExchange {
    private final HttpExchange exchange;
    private @Nullable Counted answer;

    JdkExchange(HttpExchange exchange) {
        this.exchange = exchange;
    }

    HttpExchange exchange() {
        return exchange;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : values;
    }

    @Override
    public @Nullable InetAddress peer() {
        InetSocketAddress address = exchange.getRemoteAddress();
        return address == null ? null : address.getAddress();
    }

    @Override
    public void answer(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    /** Lets the guard see the body, if there may be one, and counts the answer where that is of use. */
    void watch(BodyGuard guard, boolean countAnswer) {
        answer = countAnswer ? new Counted(exchange.getResponseBody()) : null;
        boolean body = !headers("Content-Length").isEmpty()
                || !headers("Transfer-Encoding").isEmpty();
        if (body || answer != null) {
            exchange.setStreams(body ? new Guarded(exchange.getRequestBody(), guard) : null, answer);
        }
    }

    /** The bytes of the answer's body; -1 if nobody counted. */
    long sent() {
        return answer == null ? -1 : answer.count;
    }

    private static final class Guarded extends FilterInputStream {
        private final BodyGuard guard;

        Guarded(InputStream body, BodyGuard guard) {
            super(body);
            this.guard = guard;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count;
            try {
                count = super.read(buffer, offset, length);
            } catch (IOException broken) {
                throw guard.failed(broken);
            }
            return guard.read(count);
        }
    }

    private static final class Counted extends FilterOutputStream {
        private long count;

        Counted(OutputStream answer) {
            super(answer);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        // The inherited one writes byte by byte.
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
