package dev.operable.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations as people read them on the page; they need not be read back. */
final class TimeText {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final double NANOS_PER_MILLI = 1e6;

    private TimeText() {}

    /** An element that machines read as well. */
    static String element(Instant at) {
        return "<time datetime=\"" + at + "\">" + UTC.format(at) + "</time>";
    }

    /** The two largest units: {@code 3 h 12 min}. */
    static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + " min " + seconds % 60 + " s";
        }
        long hours = minutes / 60;
        return hours < 24 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }

    /** Two or three digits that count: {@code 0.31 ms}, {@code 24 ms}, {@code 1.2 s}. */
    static String took(Duration duration) {
        double millis = duration.toNanos() / NANOS_PER_MILLI;
        if (millis >= 60_000) {
            return age(duration);
        }
        if (millis >= 1000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000);
        }
        String pattern = millis >= 10 ? "%.0f ms" : millis >= 1 ? "%.1f ms" : "%.2f ms";
        return String.format(Locale.ROOT, pattern, millis);
    }
}
