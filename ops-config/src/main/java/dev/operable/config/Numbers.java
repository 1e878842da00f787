package dev.operable.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.LongFunction;

/** Numbers as people write them in ASCII, without grouping, suffixes or {@code NaN}. */
final class Numbers {
    /** Reading a number without bounds takes time that grows with the square of its digits. */
    private static final int MOST_DIGITS = 1000;

    private static final Form WHOLE = Form.of("a whole number", "8 or 250");
    private static final Form DECIMAL = Form.of("a number", "8 or 0.25");

    private Numbers() {}

    static Conversion whole(long min, long max, LongFunction<Object> boxed) {
        return new Conversion(WHOLE, text -> {
            String value = text.strip();
            if (!isWhole(value)) {
                return null;
            }
            try {
                long number = Long.parseLong(value);
                if (number >= min && number <= max) {
                    return boxed.apply(number);
                }
            } catch (NumberFormatException tooLong) {
                // out of every range, said below
            }
            throw new Refusal("is out of range. Write a whole number between " + min + " and " + max + ".");
        });
    }

    /** Read by the type's own parser: what is rounded twice may not be what was printed. */
    static Conversion floating(Converter<? extends Number> parser, Object max) {
        return new Conversion(DECIMAL, text -> {
            String value = text.strip();
            Number number = isDecimal(value) ? parser.convert(value) : null;
            if (number != null && Double.isInfinite(number.doubleValue())) {
                throw new Refusal("is out of range. Write a number between -" + max + " and " + max + ".");
            }
            return number;
        });
    }

    static Conversion bigInteger() {
        return new Conversion(WHOLE, text -> {
            String value = text.strip();
            return isWhole(value) ? new BigInteger(bounded(value)) : null;
        });
    }

    static Conversion bigDecimal() {
        return new Conversion(DECIMAL, text -> {
            String value = text.strip();
            return isDecimal(value) ? new BigDecimal(bounded(value)) : null;
        });
    }

    private static String bounded(String value) throws Refusal {
        if (value.length() > MOST_DIGITS) {
            throw new Refusal("is out of range. Write a number of at most " + MOST_DIGITS + " characters.");
        }
        return value;
    }

    private static boolean isWhole(String value) {
        int start = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
        return value.length() > start && value.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    /** Refuses what Java takes and nobody means in a setting: {@code 0x1p3}, {@code 1f}, {@code Infinity}. */
    private static boolean isDecimal(String value) {
        return value.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    }
}
