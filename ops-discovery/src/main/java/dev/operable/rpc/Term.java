package dev.operable.rpc;

import dev.operable.config.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the owner of a service may say of its calls; times are in nanoseconds. */
enum Term {
    DEADLINE("deadline", Kind.TIME, 0),
    ATTEMPT_TIMEOUT("attemptTimeout", Kind.TIME, 0),
    RETRIES("retries", Kind.NUMBER, RpcOptions.MOST_RETRIES),
    RETRY_PERCENT("retryPercent", Kind.NUMBER, 1000),
    RETRIES_PER_SECOND("retriesPerSecond", Kind.NUMBER, 1_000_000),
    ATTEMPTS_AT_ONCE("attemptsAtOnce", Kind.LIMIT, 500),
    RATE_PER_SECOND("ratePerSecond", Kind.LIMIT, 1_000_000);

    /** How values of two go together. */
    private enum Kind {
        TIME,
        NUMBER,
        /** 0 is none. */
        LIMIT
    }

    private static final long LONGEST = Duration.ofDays(1).toNanos();

    private final String text;
    private final Kind kind;
    private final long most;

    Term(String text, Kind kind, long most) {
        this.text = text;
        this.kind = kind;
        this.most = most;
    }

    /** As in a policy, and as the option of a caller. */
    String text() {
        return text;
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Term::text).toList();
    }

    static @Nullable Term of(String text) {
        for (Term term : values()) {
            if (term.text.equals(text)) {
                return term;
            }
        }
        return null;
    }

    /** Refuses with the rule that is broken, as the end of a sentence. */
    long read(String value) {
        if (kind == Kind.TIME) {
            Optional<Duration> time = Durations.of(value);
            if (time.isEmpty()) {
                throw new IllegalArgumentException("is not a duration. Write it as 500ms or 2s.");
            }
            return checked(time.get());
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(range());
        }
        return checked(Long.parseLong(value));
    }

    long checked(Duration time) {
        boolean inRange = time.compareTo(Duration.ZERO) > 0 && time.compareTo(Duration.ofNanos(LONGEST)) <= 0;
        if (!inRange) {
            throw new IllegalArgumentException("must be more than 0s and at most 1d.");
        }
        return time.toNanos();
    }

    long checked(long number) {
        if (number < least() || number > most) {
            throw new IllegalArgumentException(range());
        }
        return number;
    }

    private String range() {
        return "must be a number from " + least() + " to " + most + ".";
    }

    private long least() {
        return kind == Kind.LIMIT ? 1 : 0;
    }

    String write(long value) {
        return text + "=" + (kind == Kind.TIME ? Durations.text(Duration.ofNanos(value)) : Long.toString(value));
    }

    /** What the caller does without a policy. */
    long own(RpcOptions options) {
        return switch (this) {
            case DEADLINE -> options.deadline().toNanos();
            case ATTEMPT_TIMEOUT -> options.attemptTimeout().toNanos();
            case RETRIES -> options.retries();
            case RETRY_PERCENT -> options.retryPercent();
            case RETRIES_PER_SECOND -> options.retriesPerSecond();
            // The caller's is where its limit begins, not where it ends.
            case ATTEMPTS_AT_ONCE -> 0;
            case RATE_PER_SECOND -> options.ratePerSecond();
        };
    }

    /** What the caller does with what the owner says, which the caller has not decided itself. */
    long followed(RpcOptions options, long said) {
        if (kind == Kind.TIME) {
            return options.ownerPolicy() == RpcOptions.OwnerPolicy.FOLLOW
                    ? Math.max(
                            options.ownerAtLeast().toNanos(),
                            Math.min(options.ownerAtMost().toNanos(), said))
                    : own(options);
        }
        return lower(own(options), said);
    }

    /** What holds where instances differ: the longest time, for none may be cut off by another's, and else the lowest. */
    long together(long one, long other) {
        return kind == Kind.TIME ? Math.max(one, other) : lower(one, other);
    }

    private long lower(long one, long other) {
        boolean none = kind == Kind.LIMIT && (one == 0 || other == 0);
        return none ? Math.max(one, other) : Math.min(one, other);
    }
}
