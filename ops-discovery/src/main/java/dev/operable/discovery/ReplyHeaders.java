package dev.operable.discovery;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What Consul says beside the body of an answer. Whatever cannot be read counts as not said. */
final class ReplyHeaders {
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private ReplyHeaders() {}

    /** What to wait for a change of; 0 when there is none, which a watch takes for the start. */
    static long index(HttpHeaders headers) {
        return number(headers, "X-Consul-Index", Long.MAX_VALUE);
    }

    /** Whether a part was left out because of the token, as newer servers tell. */
    static boolean filtered(HttpHeaders headers) {
        return headers.firstValue("X-Consul-Results-Filtered-By-ACLs")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /** How long ago the server that answered has heard from the leader; zero from the leader itself. */
    static Duration lastContact(HttpHeaders headers) {
        return Duration.ofMillis(number(headers, "X-Consul-LastContact", Integer.MAX_VALUE));
    }

    /** {@code Retry-After}, in seconds or as a date, at most an hour; zero when it is not said. */
    static Duration retryAfter(HttpHeaders headers, Clock clock) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        try {
            Duration pause = text.isEmpty() || Character.isDigit(text.charAt(0))
                    ? Duration.ofSeconds(number(headers, "Retry-After", LONGEST_PAUSE.toSeconds()))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            Duration positive = pause.isNegative() ? Duration.ZERO : pause;
            return positive.compareTo(LONGEST_PAUSE) < 0 ? positive : LONGEST_PAUSE;
        } catch (DateTimeException | ArithmeticException notATime) {
            return Duration.ZERO;
        }
    }

    private static long number(HttpHeaders headers, String name, long most) {
        try {
            long value = Long.parseLong(headers.firstValue(name).orElse("0").strip());
            return Math.min(value, most);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
