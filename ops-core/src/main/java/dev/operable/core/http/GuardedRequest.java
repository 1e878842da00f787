package dev.operable.core.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** Lets a guard see the body. Forms are read by the container itself, which has limits of its own for those. */
final class GuardedRequest extends HttpServletRequestWrapper {
    private final BodyGuard guard;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    GuardedRequest(HttpServletRequest request, BodyGuard guard) {
        super(request);
        this.guard = guard;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = new Guarded(super.getInputStream(), guard);
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(getInputStream(), encoding()));
        }
        return reader;
    }

    private String encoding() {
        String said = getCharacterEncoding();
        if (said != null) {
            return said;
        }
        String type = getContentType();
        // JSON is UTF-8 always (RFC 8259); for anything else the servlet specification has this default.
        return type != null && type.contains("json") ? "UTF-8" : "ISO-8859-1";
    }

    private static final class Guarded extends ServletInputStream {
        private final ServletInputStream in;
        private final BodyGuard guard;

        Guarded(ServletInputStream in, BodyGuard guard) {
            this.in = in;
            this.guard = guard;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return guard.read(in, buffer, offset, length);
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
