package dev.operable.config;

import java.util.List;

/**
 * A number of bytes, written {@code 512kB}, {@code 10MiB} or {@code 3B}: {@code kB}, {@code MB}, {@code GB}, {@code TB},
 * {@code PB} and {@code EB} are powers of 1000, {@code KiB} to {@code EiB} powers of 1024. Immutable.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final List<String> UNITS =
            List.of("B", "kB", "MB", "GB", "TB", "PB", "EB", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("is negative");
        }
    }

    /**
     * Reads one of the forms above: a whole number and its unit, nothing between them.
     *
     * @throws IllegalArgumentException if the text is none of them, or more than {@link Long#MAX_VALUE} bytes
     */
    public static ByteSize parse(CharSequence text) {
        String value = text.toString().strip();
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        if (end == 0) {
            throw new IllegalArgumentException("does not begin with a number");
        }
        String unit = value.substring(end);
        int at = UNITS.indexOf(unit);
        if (at < 0) {
            throw new IllegalArgumentException("does not end in a unit" + meant(unit.strip()));
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(value.substring(0, end)), factor(at)));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("is more than " + Long.MAX_VALUE + " bytes", tooLarge);
        }
    }

    /** Many write {@code KB}, {@code mib}, {@code K} and {@code Gi}. */
    private static String meant(String unit) {
        for (String right : UNITS) {
            if (right.equalsIgnoreCase(unit) || (!unit.isEmpty() && right.equalsIgnoreCase(unit + "B"))) {
                return ", did you mean " + right + "?";
            }
        }
        return "";
    }

    private static long factor(int unit) {
        long factor = 1;
        int base = unit < 7 ? 1000 : 1024;
        for (int power = unit < 7 ? unit : unit - 6; power > 0; power--) {
            factor *= base;
        }
        return factor;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** With the smallest whole number that is exact, as {@link #parse} reads it. */
    @Override
    public String toString() {
        int best = 0;
        for (int unit = 1; unit < UNITS.size(); unit++) {
            if (bytes % factor(unit) == 0 && factor(unit) > factor(best)) {
                best = unit;
            }
        }
        return bytes == 0 ? "0B" : bytes / factor(best) + UNITS.get(best);
    }
}
