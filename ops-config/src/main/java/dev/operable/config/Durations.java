package dev.operable.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code 500ms}, {@code 2s}, {@code 1h30m}, {@code 2d}, and ISO 8601's {@code PT2S}; a minus sign before the first number is
 * that of the sum. Stateless.
 */
public final class Durations {
    /** Longer than any duration that a {@link Duration} can hold, in either notation. */
    private static final int LONGEST = 100;

    private static final List<String> SYMBOLS = List.of("d", "h", "m", "s", "ms", "us", "ns");
    private static final List<ChronoUnit> UNITS = List.of(
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS,
            ChronoUnit.MILLIS,
            ChronoUnit.MICROS,
            ChronoUnit.NANOS);

    private Durations() {}

    /** What a text says in this notation; empty if that is none, or one that no {@link Duration} can hold. */
    public static Optional<Duration> of(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.ofNullable(parse(text));
        } catch (Refusal | RuntimeException none) {
            return Optional.empty();
        }
    }

    /** Throws whatever the JDK does where the text is none. */
    static @Nullable Duration parse(String value) throws Refusal {
        try {
            return value.length() > LONGEST ? null : read(value);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException refused) {
            if (refused instanceof DateTimeParseException && refused.getCause() == null) {
                throw refused;
            }
            throw new Refusal("is out of range. Write a duration between -106751991167300d and 106751991167300d.");
        }
    }

    private static @Nullable Duration read(String value) {
        boolean negative = value.startsWith("-");
        int start = negative ? 1 : 0;
        if (!isDigit(value.charAt(start))) {
            return Duration.parse(value);
        }
        Duration sum = sum(value, start);
        return sum == null || !negative ? sum : sum.negated();
    }

    /** As a person writes it, and {@link #parse} reads it again: {@code 1h30m}. Any other value prints itself. */
    public static String text(Object value) {
        // the one that no sum of units reaches, since it has no positive counterpart
        if (!(value instanceof Duration duration) || duration.toSeconds() == Long.MIN_VALUE) {
            return String.valueOf(value);
        }
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        StringBuilder text = new StringBuilder();
        Duration rest = duration;
        for (int unit = 0; !rest.isZero(); unit++) {
            // not dividedBy, whose big numbers take longer to load than all durations to write
            Duration one = UNITS.get(unit).getDuration();
            long count = one.getSeconds() > 0 ? rest.getSeconds() / one.getSeconds() : rest.getNano() / one.getNano();
            rest = rest.minus(count, UNITS.get(unit));
            text.append(count == 0 ? "" : count + SYMBOLS.get(unit));
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /** Numbers with units, the larger unit first and each unit once. */
    private static @Nullable Duration sum(String value, int from) {
        Duration sum = Duration.ZERO;
        int position = from;
        int least = -1;
        while (position < value.length()) {
            int unitStart = endOf(value, position, true);
            int unitEnd = endOf(value, unitStart, false);
            int unit = SYMBOLS.indexOf(value.substring(unitStart, unitEnd));
            if (unit <= least) {
                return null;
            }
            long count = Long.parseLong(value.substring(position, unitStart));
            sum = sum.plus(count, UNITS.get(unit));
            position = unitEnd;
            least = unit;
        }
        return sum;
    }

    private static int endOf(String value, int from, boolean digits) {
        int end = from;
        while (end < value.length() && digits == isDigit(value.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
