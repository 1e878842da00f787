package dev.operable.health;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to send back over HTTP, for any framework. Immutable. */
public final class SelfCheckAnswer {
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    SelfCheckAnswer(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of());
    }

    private SelfCheckAnswer(int status, String contentType, byte[] body, Map<String, String> more) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put("Content-Type", contentType);
        all.put("Cache-Control", "no-store");
        all.put("Vary", "Accept");
        all.put("X-Content-Type-Options", "nosniff");
        this.headers = Collections.unmodifiableMap(all);
    }

    static SelfCheckAnswer page(int status, String html) {
        return new SelfCheckAnswer(
                status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), PageParts.HEADERS);
    }

    static SelfCheckAnswer text(int status, String body) {
        return new SelfCheckAnswer(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** With its charset where it has one. */
    public String contentType() {
        return contentType;
    }

    /** The body as text; it is sent as UTF-8. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The length of the body in bytes. */
    public int length() {
        return body.length;
    }

    /** Writes the body, as it is sent. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(body);
    }

    /**
     * Every header of the answer: its type, that it is taken for nothing else, that nothing may cache it, and for a page what
     * a browser may do with it.
     */
    public Map<String, String> headers() {
        return headers;
    }
}
