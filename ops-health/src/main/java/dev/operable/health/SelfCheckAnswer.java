package dev.operable.health;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What to send back over HTTP, for any framework. Immutable. */
public final class SelfCheckAnswer {
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    SelfCheckAnswer(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Map.of("Content-Type", contentType, "Cache-Control", "no-store");
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

    /** Every header that belongs to the answer: its content type, and that nothing may cache it. */
    public Map<String, String> headers() {
        return headers;
    }
}
