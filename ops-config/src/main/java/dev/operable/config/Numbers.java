package dev.operable.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them in ASCII, without grouping, suffixes or {@code NaN}. */
final class Numbers {
    /** Reading a number without bounds takes time that grows with the square of its digits. */
    private static final int MOST_DIGITS = 1000;

    private static final String WHOLE = "[+-]?\\d++";
    /** Not what Java takes and nobody means in a setting: {@code 0x1p3}, {@code 1f}, {@code Infinity}. */
    private static final String DECIMAL = "[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?";

    private Numbers() {}

    static Conversion whole(long min, long max, Converter<? extends Number> parser) {
        return whole("a whole number between " + min + " and " + max, parser);
    }

    /** Read by the type's own parser: what is rounded twice may not be what was printed. */
    static Conversion decimal(Number max, Converter<? extends Number> parser) {
        return decimal("a number between -" + max + " and " + max, parser);
    }

    static Conversion bigInteger() {
        return whole("a number of at most " + MOST_DIGITS + " characters", text -> new BigInteger(bounded(text)));
    }

    static Conversion bigDecimal() {
        return decimal("a number of at most " + MOST_DIGITS + " characters", text -> new BigDecimal(bounded(text)));
    }

    private static Conversion whole(String range, Converter<? extends Number> parser) {
        return Conversion.of("a whole number", "8 or 250", text -> number(text, WHOLE, range, parser));
    }

    private static Conversion decimal(String range, Converter<? extends Number> parser) {
        return Conversion.of("a number", "8 or 0.25", text -> number(text, DECIMAL, range, parser));
    }

    private static @Nullable Number number(String text, String form, String range, Converter<? extends Number> parser)
            throws Exception {
        String value = text.strip();
        if (!value.matches(form)) {
            return null;
        }
        try {
            Number number = parser.convert(value);
            if (!String.valueOf(number).endsWith("Infinity")) {
                return number;
            }
        } catch (NumberFormatException tooLong) {
            // a number by its form, and out of every range
        }
        throw new Refusal("is out of range. Write " + range + ".");
    }

    private static String bounded(String value) {
        if (value.length() > MOST_DIGITS) {
            throw new NumberFormatException("too long");
        }
        return value;
    }
}
