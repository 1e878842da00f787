package dev.operable.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them in ASCII, without grouping, suffixes or {@code NaN}. */
final class Numbers {
    /** Reading a number without bounds takes time that grows with the square of its digits. */
    private static final int MOST_DIGITS = 1000;

    private static final Form WHOLE = Form.of("a whole number", "8 or 250");
    private static final Form DECIMAL = Form.of("a number", "8 or 0.25");

    private Numbers() {}

    static Converter whole(long min, long max, LongFunction<Object> boxed) {
        return Converter.of(WHOLE, text -> {
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

    static Converter floating(double max, DoubleFunction<Object> boxed) {
        return Converter.of(DECIMAL, text -> {
            String value = text.strip();
            Double number = isDecimal(value) ? parseDouble(value) : null;
            if (number != null && Math.abs(number) > max) {
                throw new Refusal("is out of range. Write a number between -" + max + " and " + max + ".");
            }
            return number == null ? null : boxed.apply(number);
        });
    }

    static Converter bigInteger() {
        return Converter.of(WHOLE, text -> {
            String value = text.strip();
            return isWhole(value) && value.length() <= MOST_DIGITS ? new BigInteger(value) : null;
        });
    }

    static Converter bigDecimal() {
        return Converter.of(DECIMAL, text -> {
            String value = text.strip();
            try {
                return isDecimal(value) && value.length() <= MOST_DIGITS ? new BigDecimal(value) : null;
            } catch (NumberFormatException refused) {
                return null;
            }
        });
    }

    private static @Nullable Double parseDouble(String value) {
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException refused) {
            return null;
        }
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
