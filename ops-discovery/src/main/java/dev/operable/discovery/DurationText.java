package dev.operable.discovery;

import java.time.Duration;

/** Durations as they are written in settings: {@code 500ms}, {@code 90s}, {@code 5m}. */
final class DurationText {
    private DurationText() {}

    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds == 0 || seconds % 60 != 0 ? seconds + "s" : seconds / 60 + "m";
    }
}
