package dev.operable.health;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A verdict as a table for a terminal, which does what control characters tell it. */
final class CheckTable {
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");

    private CheckTable() {}

    static String of(List<CheckOutcome> checks) {
        int width = 12;
        for (CheckOutcome check : checks) {
            width = Math.max(width, plain(check.name()).length());
        }
        StringBuilder table = new StringBuilder();
        for (CheckOutcome check : checks) {
            // Put together by hand: the first format of a process costs its first probe some ten milliseconds.
            left(table.append("  "), plain(check.name()), width);
            left(table.append(' '), word(check), 8);
            right(table.append(' '), Long.toString(check.took().toMillis()), 6);
            String reason = check.result().reason().strip();
            table.append(" ms");
            if (!reason.isEmpty()) {
                table.append("  ").append(plain(LINE_END.matcher(reason).replaceAll(" ")));
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static void left(StringBuilder table, String text, int width) {
        table.append(text).append(" ".repeat(Math.max(0, width - text.length())));
    }

    private static void right(StringBuilder table, String text, int width) {
        table.append(" ".repeat(Math.max(0, width - text.length()))).append(text);
    }

    /** What moves the cursor, colours, or turns the direction of writing is shown by its number. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> plain.append(String.format(Locale.ROOT, "\\u%04X", c));
                default -> plain.appendCodePoint(c);
            }
        }
        return plain.toString();
    }

    /** In capitals what turns the verdict. */
    private static String word(CheckOutcome check) {
        String word = check.status().name();
        boolean decides = check.status() == CheckResult.Status.FAIL && check.criticality() == Criticality.CRITICAL;
        return decides ? word : word.toLowerCase(Locale.ROOT);
    }
}
