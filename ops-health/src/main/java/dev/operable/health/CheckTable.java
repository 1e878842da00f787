package dev.operable.health;

import java.util.List;
import java.util.Locale;

/** A verdict as a table for a terminal, which does what control characters tell it. */
final class CheckTable {
    private CheckTable() {}

    static String of(List<CheckOutcome> checks) {
        int width = checks.stream()
                .mapToInt(check -> plain(check.name()).length())
                .max()
                .orElse(0);
        StringBuilder table = new StringBuilder();
        for (CheckOutcome check : checks) {
            String row = String.format(
                    Locale.ROOT,
                    "  %-" + Math.max(12, width) + "s %-8s %6d ms  %s",
                    plain(check.name()),
                    word(check),
                    check.took().toMillis(),
                    plain(check.result().reason().strip().replaceAll("\\s*\\R\\s*", " ")));
            table.append(row.stripTrailing()).append('\n');
        }
        return table.toString();
    }

    /** What moves the cursor, colours, or turns the direction of writing is shown by its number. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> plain.append(String.format(Locale.ROOT, "\\u%04X", c));
                default -> plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    /** In capitals what turns the verdict. */
    private static String word(CheckOutcome check) {
        String word = check.status().name();
        boolean decides = check.status() == CheckResult.Status.FAIL && check.criticality() == Criticality.CRITICAL;
        return decides ? word : word.toLowerCase(Locale.ROOT);
    }
}
