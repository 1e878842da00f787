package dev.operable.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** Sends a {@link StreamBody}, and tells a source that fails from a connection that does. */
final class RequestStream extends AbstractHttpEntity {
    private static final int BUFFER = 8192;

    private final StreamBody body;
    private volatile boolean sourceFailed;
    private @Nullable InputStream content;

    RequestStream(StreamBody body) {
        super((String) null, null, true);
        this.body = body;
    }

    /** Whether the body could not be read; then the connection was well. */
    boolean sourceFailed() {
        return sourceFailed;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            sourceFailed = true;
            throw e;
        } catch (RuntimeException e) {
            sourceFailed = true;
            throw new IOException(e);
        }
    }

    @Override
    public InputStream getContent() throws IOException {
        try {
            InputStream opened = content == null ? body.open() : content;
            content = opened;
            return opened;
        } catch (IOException e) {
            sourceFailed = true;
            throw e;
        }
    }

    @Override
    public boolean isRepeatable() {
        return body.repeatable();
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }
}
