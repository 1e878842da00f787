package dev.operable.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code 500ms}, {@code 2s}, {@code 1h30m}, {@code 2d}, and ISO 8601's {@code PT2S}. */
final class Durations {
    /** Longer than any duration that a {@link Duration} can hold, in either notation. */
    private static final int LONGEST = 100;

    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)),
            new Unit("us", Duration.ofNanos(1000)),
            new Unit("ns", Duration.ofNanos(1)));

    private Durations() {}

    static @Nullable Duration parse(String text) {
        String value = text.strip();
        if (value.isEmpty() || value.length() > LONGEST) {
            return null;
        }
        try {
            return value.charAt(0) >= '0' && value.charAt(0) <= '9' ? parseUnits(value) : Duration.parse(value);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException refused) {
            return null;
        }
    }

    /** As people write it, and as it is read again: {@code 1h30m}; a negative one in ISO 8601. */
    static String text(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            return duration.isZero() ? "0s" : duration.toString();
        }
        StringBuilder text = new StringBuilder();
        Duration rest = duration;
        for (Unit unit : UNITS) {
            long count = rest.dividedBy(unit.length());
            if (count > 0) {
                text.append(count).append(unit.symbol());
                rest = rest.minus(unit.length().multipliedBy(count));
            }
        }
        return text.toString();
    }

    /** Numbers with units, the larger unit first and each unit once. */
    private static @Nullable Duration parseUnits(String value) {
        Duration sum = Duration.ZERO;
        int position = 0;
        int nextUnit = 0;
        while (position < value.length()) {
            int unitStart = endOf(value, position, true);
            int unitEnd = endOf(value, unitStart, false);
            int unit = indexOf(value.substring(unitStart, unitEnd), nextUnit);
            if (unit < 0 || unitStart == position) {
                return null;
            }
            long count = Long.parseLong(value.substring(position, unitStart));
            sum = sum.plus(UNITS.get(unit).length().multipliedBy(count));
            position = unitEnd;
            nextUnit = unit + 1;
        }
        return sum;
    }

    private static int endOf(String value, int from, boolean digits) {
        int end = from;
        while (end < value.length() && digits == (value.charAt(end) >= '0' && value.charAt(end) <= '9')) {
            end++;
        }
        return end;
    }

    private static int indexOf(String symbol, int from) {
        for (int i = from; i < UNITS.size(); i++) {
            if (UNITS.get(i).symbol().equals(symbol)) {
                return i;
            }
        }
        return -1;
    }

    private record Unit(String symbol, Duration length) {}
}
