package dev.operable.rpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a failed answer says about trying again. {@value #PUSHBACK} is gRPC's {@code grpc-retry-pushback-ms} for HTTP: the
 * milliseconds to wait, and a negative number, or no number, for never. {@code Retry-After} is that of RFC 9110, in seconds or
 * as a date. Immutable.
 *
 * @param never whether it says not to try again
 * @param toAll whether it is meant for all instances, and not for the one that answered
 * @param pause how many nanoseconds to wait, if it says so
 */
record RetryAdvice(boolean never, boolean toAll, OptionalLong pause) {
    static final String PUSHBACK = "Ops-Retry-Pushback-Ms";

    private static final String RETRY_AFTER = "Retry-After";
    private static final RetryAdvice NONE = new RetryAdvice(false, false, OptionalLong.empty());
    private static final RetryAdvice NEVER = new RetryAdvice(true, true, OptionalLong.empty());
    /** Longer than any deadline. */
    private static final Duration LONGEST = Duration.ofDays(366);
    /** Of the longest number that is read; one with more is too long a wait in any unit, and no reason to come back at once. */
    private static final int DIGITS = 11;

    private static final long TOO_LONG = 99_999_999_999L;

    static RetryAdvice of(Outcome outcome, InstantSource wallClock) {
        RpcResponse answer = outcome.answer();
        if (answer == null || outcome.succeeded()) {
            return NONE;
        }
        Optional<String> pushback = answer.header(PUSHBACK);
        if (pushback.isPresent()) {
            return number(pushback.get())
                    .map(millis -> after(Duration.ofMillis(millis), true))
                    .orElse(NEVER);
        }
        return answer.header(RETRY_AFTER)
                .flatMap(value -> number(value).map(Duration::ofSeconds).or(() -> until(value, answer, wallClock)))
                .map(wait -> after(wait, false))
                .orElse(NONE);
    }

    private static RetryAdvice after(Duration wait, boolean toAll) {
        Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        return new RetryAdvice(false, toAll, OptionalLong.of(Math.max(0, bounded.toNanos())));
    }

    private static Optional<Long> number(String value) {
        String digits = value.strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return Optional.of(significant.length() <= DIGITS ? Long.parseLong(significant) : TOO_LONG);
    }

    /** Beside the answer's own date if it has one, for the clocks of two machines differ. */
    private static Optional<Duration> until(String value, RpcResponse answer, InstantSource wallClock) {
        Instant now = answer.header("Date").flatMap(RetryAdvice::date).orElseGet(wallClock::instant);
        return date(value).map(then -> Duration.between(now, then));
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
