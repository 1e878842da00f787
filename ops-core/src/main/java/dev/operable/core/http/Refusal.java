package dev.operable.core.http;

import java.nio.charset.StandardCharsets;

/**
 * Why a request is not worked on: an answer, as a problem document of RFC 9457. Immutable.
 *
 * @param status of the answer
 * @param title what the status means
 * @param detail what is told besides; nothing if empty
 * @param reason the tag of the counter
 * @param retryAfterSeconds when to come again; 0 is not said
 * @param close whether the connection ends, because of what the caller would still send on it
 */
public record Refusal(int status, String title, String detail, String reason, long retryAfterSeconds, boolean close) {
    static final Refusal EXPIRED = new Refusal(
            504,
            "Gateway Timeout",
            "The deadline of the request was over before its work began.",
            "deadline",
            0,
            false);

    static final Refusal OVERLOADED = new Refusal(
            503, "Service Unavailable", "The service answers as many requests as it can.", "concurrency", 1, false);

    static Refusal tooMany(long retryAfterSeconds) {
        return new Refusal(
                429, "Too Many Requests", "The caller sends more than it may.", "rate", retryAfterSeconds, false);
    }

    static Refusal tooLong(long maxBytes) {
        String detail = "The body of a request may have " + maxBytes + " bytes.";
        return new Refusal(413, "Content Too Large", detail, "body", 0, true);
    }

    /** Not one that is counted: the caller was not refused, it went away. */
    static Refusal brokenOff() {
        return new Refusal(400, "Bad Request", "The body of the request ended too soon.", "", 0, true);
    }

    static Refusal failed() {
        return new Refusal(500, "Internal Server Error", "", "", 0, false);
    }

    /** Sets the headers of the answer and gives its body. */
    public byte[] document(IncomingExchange exchange) {
        exchange.answer("Content-Type", "application/problem+json");
        if (retryAfterSeconds > 0) {
            exchange.answer("Retry-After", Long.toString(retryAfterSeconds));
        }
        if (close) {
            exchange.answer("Connection", "close");
        }
        String told = detail.isEmpty() ? "" : ",\"detail\":\"" + detail + "\"";
        return ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + told + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
