package dev.operable.discovery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One question to Consul. Immutable.
 *
 * @param method {@code GET}, {@code PUT} or {@code DELETE}
 * @param target path and query, encoded, beginning with {@code /v1/}
 * @param body sent as JSON, or as it is to where Consul takes it so; none with {@code GET}
 * @param limit for the whole exchange
 * @param what is asked for, as a clause for people: {@code look for the instances of hits}
 * @param permission what a token needs for it: {@code service:read on "hits"}
 * @param mayBeMissing whether the answer 404 is an answer and not a failure
 */
record ConsulRequest(
        String method,
        String target,
        Optional<String> body,
        Duration limit,
        String what,
        String permission,
        boolean mayBeMissing) {
    static final Duration USUAL = Duration.ofSeconds(5);

    static ConsulRequest get(String target, String what, String permission) {
        return new ConsulRequest("GET", target, Optional.empty(), USUAL, what, permission, false);
    }

    static ConsulRequest put(String target, String body, String what, String permission) {
        return new ConsulRequest("PUT", target, Optional.of(body), USUAL, what, permission, false);
    }

    ConsulRequest within(Duration newLimit) {
        return new ConsulRequest(method, target, body, newLimit, what, permission, mayBeMissing);
    }

    /** Within the time that the server may take for a blocking question, and the usual time on top. */
    ConsulRequest blocking(Duration wait) {
        // Consul adds up to a sixteenth to the wait, so that not all waits end together.
        return within(wait.plus(wait.dividedBy(16)).plus(USUAL));
    }

    ConsulRequest orMissing() {
        return new ConsulRequest(method, target, body, limit, what, permission, true);
    }

    /** As a part of a path or a query: everything is encoded but what means nothing anywhere. */
    static String encoded(String part) {
        StringBuilder text = new StringBuilder();
        for (byte each : part.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (each >= 'a' && each <= 'z')
                    || (each >= 'A' && each <= 'Z')
                    || (each >= '0' && each <= '9')
                    || "-._~:".indexOf(each) >= 0;
            if (plain) {
                text.append((char) each);
            } else {
                text.append(String.format("%%%02X", each));
            }
        }
        return text.toString();
    }
}
