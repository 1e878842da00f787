package dev.operable.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of answers, inflated, and never more of one than allowed: the bound is on what comes out. */
final class AnswerBody {
    private static final int CHUNK = 8192;

    private AnswerBody() {}

    /**
     * Gives what the entity says, inflated if that was asked for, and takes out of the headers what then no longer holds.
     *
     * @param headers by name in lower case
     */
    static @Nullable InputStream content(HttpEntity entity, Map<String, List<String>> headers, boolean inflates)
            throws IOException {
        InputStream content = entity.getContent();
        if (content == null || !inflates || !isGzip(entity)) {
            return content;
        }
        headers.remove("content-encoding");
        headers.remove("content-length");
        PushbackInputStream packed = new Packed(content);
        int first = packed.read();
        if (first < 0) {
            return InputStream.nullInputStream();
        }
        packed.unread(first);
        return new GZIPInputStream(packed, CHUNK);
    }

    /** The JDK takes a pause of the sender between two members for the end of all; the end is that of the answer. */
    private static final class Packed extends PushbackInputStream {
        Packed(InputStream content) {
            super(content, 1);
        }

        @Override
        public int available() throws IOException {
            return Math.max(1, super.available());
        }
    }

    static byte[] read(@Nullable HttpEntity entity, Map<String, List<String>> headers, boolean inflates, int most)
            throws IOException {
        if (entity == null) {
            return WireRequest.NO_BODY;
        }
        long announced = entity.getContentLength();
        if (announced > most) {
            throw new TransportException(Failure.BODY_TOO_LARGE, null);
        }
        InputStream content = content(entity, headers, inflates);
        // What is announced is the size before it is inflated, which may be anything.
        return content == null ? WireRequest.NO_BODY : read(content, inflates && isGzip(entity) ? -1 : announced, most);
    }

    private static byte[] read(InputStream content, long length, int most) throws IOException {
        byte[] bytes = new byte[length >= 0 ? (int) length : Math.min(CHUNK, most)];
        int read = 0;
        while (true) {
            if (read == bytes.length) {
                int next = content.read();
                if (next < 0) {
                    return bytes;
                }
                if (read == most) {
                    throw new TransportException(Failure.BODY_TOO_LARGE, null);
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(CHUNK, bytes.length * 2L)));
                bytes[read++] = (byte) next;
            }
            int more = content.read(bytes, read, bytes.length - read);
            if (more < 0) {
                return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
            }
            read += more;
        }
    }

    private static boolean isGzip(HttpEntity entity) {
        String coding = entity.getContentEncoding();
        return entity.getContentLength() != 0
                && coding != null
                && (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip"));
    }
}
