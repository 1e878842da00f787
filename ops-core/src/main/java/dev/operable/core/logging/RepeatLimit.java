package dev.operable.core.logging;

import dev.operable.config.Check;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the same event is written in one second before its repetitions are folded into one. Written {@code 10/s}, or
 * {@code off}. Immutable.
 *
 * @param perSecond events of one kind; 0 is no limit
 */
public record RepeatLimit(int perSecond) {
    /** Everything is written. */
    public static final RepeatLimit OFF = new RepeatLimit(0);

    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5})/s");

    public RepeatLimit {
        Check.notNegative("perSecond", perSecond);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static RepeatLimit parse(CharSequence text) {
        if (text.toString().equalsIgnoreCase("off")) {
            return OFF;
        }
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
            throw new IllegalArgumentException("it is off, or a number of events a second such as 10/s");
        }
        return new RepeatLimit(Integer.parseInt(rate.group(1)));
    }

    @Override
    public String toString() {
        return perSecond == 0 ? "off" : perSecond + "/s";
    }
}
