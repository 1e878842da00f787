package dev.operable.core.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 30s}, {@code 15m}, {@code 1h30m}, {@code 2d}. */
final class Periods {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private Periods() {}

    static Optional<Duration> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (text.isBlank() || !parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4)));
    }

    private static long part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    static String text(Duration period) {
        StringBuilder text = new StringBuilder();
        append(text, period.toDaysPart(), 'd');
        append(text, period.toHoursPart(), 'h');
        append(text, period.toMinutesPart(), 'm');
        append(text, period.toSecondsPart(), 's');
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long count, char unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
