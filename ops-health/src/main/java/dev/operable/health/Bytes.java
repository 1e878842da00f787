package dev.operable.health;

import java.util.Locale;

/** Amounts of memory and disk as people say them. */
final class Bytes {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;

    private Bytes() {}

    static String text(long bytes) {
        double amount = bytes;
        String unit = "bytes";
        for (int i = 0; i < UNITS.length && amount >= STEP; i++) {
            amount /= STEP;
            unit = UNITS[i];
        }
        return String.format(
                Locale.ROOT, amount == Math.rint(amount) || amount >= 100 ? "%.0f %s" : "%.1f %s", amount, unit);
    }
}
