package dev.operable.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How values and foreign messages are printed: secrets masked, on one line, not longer than a person reads. */
final class Shown {
    static final String MASK = Masks.MASK;

    private static final int VALUE_LIMIT = 80;
    private static final int MESSAGE_LIMIT = 300;

    private Shown() {}

    /** A value in quotes, without the passwords inside it. */
    static String value(String value) {
        String masked = withoutPasswords(value);
        return '"' + escaped(masked, VALUE_LIMIT, true) + '"' + length(masked, VALUE_LIMIT);
    }

    /** A value of Java as it is written in a setting. */
    static String text(Object value) {
        String text = Durations.text(value);
        return value instanceof Double && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /**
     * Text of somebody else, such as the message of an exception. Unlike a value it may hold several URIs among its words.
     */
    static String message(String message) {
        return message(message, List.of());
    }

    /** As {@link #message(String)}, of somebody who may quote these values, with whatever is in their passwords. */
    static String message(String message, Collection<String> values) {
        String text = message;
        for (String value : values) {
            String masked = withoutPasswords(value);
            text = masked.equals(value) ? text : text.replace(value, masked);
        }
        return escaped(Masks.text(text), MESSAGE_LIMIT, false);
    }

    /** The name of a variable, which on some systems may hold anything but {@code =}. */
    static String key(String key) {
        return escaped(key, VALUE_LIMIT, false);
    }

    static String withoutPasswords(String text) {
        return Masks.value(text);
    }

    /** Words of others without their full stop, so that the sentence can go on. */
    static String open(String text) {
        String stripped = text.strip();
        return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /** Words of others with one full stop, or the mark that they have. */
    static String closed(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
                ? stripped
                : stripped + ".";
    }

    private static String length(String text, int limit) {
        int length = text.codePointCount(0, text.length());
        return length > limit ? " (" + length + " characters)" : "";
    }

    private static String escaped(String text, int limit, boolean quotes) {
        int length = text.codePointCount(0, text.length());
        StringBuilder shown = new StringBuilder();
        int shownTo = length > limit ? text.offsetByCodePoints(0, limit) : text.length();
        for (int i = 0; i < shownTo; i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '"' -> shown.append(quotes ? "\\\"" : "\"");
                default -> appendVisible(shown, c);
            }
        }
        return shown + (length > limit ? "…" : "");
    }

    private static void appendVisible(StringBuilder shown, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            default -> shown.appendCodePoint(c);
        }
    }
}
