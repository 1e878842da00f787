package dev.operable.core.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes instants as {@code 2026-11-21T10:50:37.004Z}. All events of one second share what is before the milliseconds. */
final class Timestamps {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    private static volatile Second last = Second.of(Instant.EPOCH);

    private record Second(long epoch, String text) {
        static Second of(Instant instant) {
            return new Second(instant.getEpochSecond(), SECOND.format(instant));
        }
    }

    private Timestamps() {}

    static String utc(Instant instant) {
        Second second = last;
        if (second.epoch != instant.getEpochSecond()) {
            second = Second.of(instant);
            last = second;
        }
        int millis = instant.getNano() / 1_000_000;
        String zeros = millis < 10 ? "00" : millis < 100 ? "0" : "";
        return second.text + zeros + millis + "Z";
    }
}
