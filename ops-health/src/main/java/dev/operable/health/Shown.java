package dev.operable.health;

import dev.operable.core.Redaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What of a result is kept, and so may be logged and told: secrets masked, of a bounded size. */
final class Shown {
    private static final int LONGEST = 1_000;
    private static final int MOST_VALUES = 50;
    /** Looked through for secrets before it is cut, so that not even the start of one stays. */
    private static final int MOST_READ = 16_384;

    private Shown() {}

    static CheckResult of(CheckResult result, Redaction redaction) {
        if (result.reason().isEmpty() && result.data().isEmpty()) {
            return result;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        result.data().entrySet().stream()
                .limit(MOST_VALUES)
                .forEach(entry -> data.put(entry.getKey(), value(entry.getKey(), entry.getValue(), redaction)));
        return new CheckResult(result.status(), text(result.reason(), redaction), data);
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
        return value instanceof Number || value instanceof Boolean ? value : text(value.toString(), redaction);
    }

    private static String text(String text, Redaction redaction) {
        return cut(redaction.text(cut(text, MOST_READ)), LONGEST);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
