package dev.operable.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number of bytes, written {@code 512kB}, {@code 10MiB} or {@code 3B}: {@code kB}, {@code MB}, {@code GB}, {@code TB},
 * {@code PB} and {@code EB} are powers of 1000, {@code KiB} to {@code EiB} powers of 1024. Immutable.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Form FORM = Form.of("a byte size", "512kB, 10MiB or 3B");
    private static final List<String> DECIMAL = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");
    private static final List<String> BINARY = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative, but is " + bytes);
        }
    }

    /**
     * Reads one of the forms above: a whole number and its unit, nothing between them.
     *
     * @throws IllegalArgumentException if the text is none of them, or more than {@link Long#MAX_VALUE} bytes
     */
    public static ByteSize parse(CharSequence text) {
        try {
            return read(text.toString());
        } catch (Refusal refused) {
            throw new IllegalArgumentException(Shown.value(text.toString()) + " " + refused.reason(), refused);
        }
    }

    static Conversion conversion() {
        return new Parsed(FORM, ByteSize::read);
    }

    private static ByteSize read(String text) throws Refusal {
        String value = text.strip();
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        String unit = value.substring(end);
        Long factor = factor(DECIMAL, 1000, unit);
        factor = factor == null ? factor(BINARY, 1024, unit) : factor;
        if (end == 0 || factor == null) {
            String meant = end == 0 ? null : meant(unit.strip());
            throw meant == null
                    ? FORM.refusal()
                    : new Refusal("is not " + FORM.noun() + ". Did you mean " + Shown.key(value.substring(0, end))
                            + meant + "?");
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(value.substring(0, end)), factor));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new Refusal("is out of range. Write a byte size of at most " + new ByteSize(Long.MAX_VALUE) + ".");
        }
    }

    private static @Nullable Long factor(List<String> units, long base, String unit) {
        int power = units.indexOf(unit);
        return power < 0 ? null : power(base, power);
    }

    private static long power(long base, int exponent) {
        return exponent == 0 ? 1 : base * power(base, exponent - 1);
    }

    /** The unit with other letters: {@code KB}, {@code mib}, {@code K} and {@code Gi} are written often. */
    private static @Nullable String meant(String unit) {
        for (List<String> units : List.of(DECIMAL, BINARY)) {
            for (String right : units) {
                if (!unit.isEmpty() && (right.equalsIgnoreCase(unit) || right.equalsIgnoreCase(unit + "B"))) {
                    return right;
                }
            }
        }
        return null;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** In the largest unit of either kind that holds it exactly, as {@link #parse} reads it. */
    @Override
    public String toString() {
        int tens = exponent(1000);
        int twos = exponent(1024);
        long decimal = bytes / power(1000, tens);
        long binary = bytes / power(1024, twos);
        return binary < decimal ? binary + BINARY.get(twos) : decimal + DECIMAL.get(tens);
    }

    private int exponent(long base) {
        int exponent = 0;
        for (long rest = bytes; rest != 0 && rest % base == 0; rest /= base) {
            exponent++;
        }
        return exponent;
    }
}
