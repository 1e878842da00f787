package dev.operable.health;

import java.util.Map;

/**
 * What to send back over HTTP, for any framework. Immutable.
 *
 * @param status the HTTP status
 * @param contentType with its charset where it has one
 * @param body to be sent as UTF-8
 */
public record SelfCheckAnswer(int status, String contentType, String body) {
    /** Every header that belongs to the answer: its content type, and that nothing may cache it. */
    public Map<String, String> headers() {
        return Map.of("Content-Type", contentType, "Cache-Control", "no-store");
    }
}
