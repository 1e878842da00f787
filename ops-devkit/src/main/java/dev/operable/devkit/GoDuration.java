package dev.operable.devkit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Consul writes and reads them: {@code 300ms}, {@code 1m30s}, {@code 1.5h}. */
final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)[^0-9.]+.*)");
    private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)([^0-9.]*)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** @throws IllegalArgumentException with Consul's words if the text is no duration */
    static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        if (digits.equals("0")) {
            return Duration.ZERO;
        }
        if (digits.matches("[0-9]*\\.?[0-9]+")) {
            throw new IllegalArgumentException("time: missing unit in duration \"" + text + "\"");
        }
        if (!WHOLE.matcher(digits).matches()) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(digits);
        for (int at = 0; at < digits.length() && part.find(at); at = part.end()) {
            Long unit = NANOS.get(part.group(2));
            if (unit == null || part.group(1).isEmpty() || part.group(1).equals(".")) {
                throw new IllegalArgumentException(
                        "time: unknown unit \"" + part.group(2) + "\" in duration \"" + text + "\"");
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
    }
}
