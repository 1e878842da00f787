package dev.operable.health;

import dev.operable.core.Redaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What of a result is kept, and so may be logged and told: secrets masked, of a bounded size. */
final class Shown {
    private static final int LONGEST = 1_000;
    private static final int LONGEST_KEY = 64;
    private static final int MOST_VALUES = 50;
    /** Looked through for secrets before it is cut, so that not even the start of one stays. */
    private static final int MOST_READ = 4_096;

    /** Of a number that is looked at as that of a card: the bytes of a disk have fewer, and may have a card's check digit. */
    private static final int CARD_DIGITS = 15;

    private Shown() {}

    static CheckResult of(CheckResult result, Redaction redaction) {
        if (result.reason().isEmpty() && result.data().isEmpty()) {
            return result;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        result.data().entrySet().stream()
                .limit(MOST_VALUES)
                .forEach(entry -> data.put(
                        cut(masked(entry.getKey(), redaction), LONGEST_KEY),
                        value(entry.getKey(), entry.getValue(), redaction)));
        return new CheckResult(result.status(), cut(masked(result.reason(), redaction), LONGEST), data);
    }

    /** A failure as it prints itself, also when it cannot. */
    static String text(Throwable failure) {
        try {
            return Objects.requireNonNullElse(
                    failure.toString(), failure.getClass().getName());
        } catch (RuntimeException | Error second) {
            return failure.getClass().getName();
        }
    }

    private static Object value(String name, Object value, Redaction redaction) {
        if (redaction.hides(name)) {
            return Redaction.MASK;
        }
        if (value instanceof Boolean) {
            return value;
        }
        Object number = value instanceof Number any ? number(any) : null;
        if (number == null) {
            return cut(masked(String.valueOf(value), redaction), LONGEST);
        }
        String digits = number.toString();
        return digits.length() >= CARD_DIGITS && !redaction.text(digits).equals(digits) ? Redaction.MASK : number;
    }

    /** A number that JSON has, as it is now; null for one that it has not, or whose digits have no end. */
    private static @Nullable Number number(Number any) {
        if (any instanceof Long || any instanceof Integer || any instanceof Short || any instanceof Byte) {
            return any;
        }
        if (any instanceof AtomicLong || any instanceof AtomicInteger || any instanceof LongAdder) {
            return any.longValue();
        }
        if (any instanceof Double || any instanceof Float) {
            return Double.isFinite(any.doubleValue()) ? any : null;
        }
        if (any.getClass() == BigInteger.class) {
            return ((BigInteger) any).bitLength() <= 256 ? any : null;
        }
        if (any.getClass() == BigDecimal.class) {
            BigDecimal decimal = (BigDecimal) any;
            return decimal.precision() <= 64 && Math.abs((long) decimal.scale()) <= 64 ? any : null;
        }
        return null;
    }

    /** Without what looks like a secret. */
    static String masked(String text, Redaction redaction) {
        return redaction.sentences(cut(text, MOST_READ));
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        // Half of a pair is no character.
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
