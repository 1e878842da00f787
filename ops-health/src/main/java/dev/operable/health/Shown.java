package dev.operable.health;

import dev.operable.core.Redaction;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a result is kept, and so may be logged and told: secrets masked, of a bounded size. */
final class Shown {
    private static final int LONGEST = 1_000;
    private static final int MOST_VALUES = 50;
    private static final Redaction REDACTION = Redaction.standard();

    private Shown() {}

    static CheckResult of(CheckResult result) {
        if (result.reason().isEmpty() && result.data().isEmpty()) {
            return result;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        result.data().entrySet().stream()
                .limit(MOST_VALUES)
                .forEach(entry -> data.put(entry.getKey(), value(entry.getKey(), entry.getValue())));
        return new CheckResult(result.status(), REDACTION.text(cut(result.reason())), data);
    }

    /** A failure as it prints itself, also when it cannot. */
    static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error second) {
            return failure.getClass().getName();
        }
    }

    private static Object value(String name, Object value) {
        if (REDACTION.hides(name)) {
            return Redaction.MASK;
        }
        return value instanceof Number || value instanceof Boolean ? value : REDACTION.text(cut(value.toString()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
