package dev.operable.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How values and foreign messages are printed: secrets masked, on one line, not longer than a person reads. */
final class Shown {
    static final String MASK = "•••";

    private static final int VALUE_LIMIT = 80;
    private static final int MESSAGE_LIMIT = 300;
    /** How a message says what a URI looks like. Nobody's password: values are masked before. */
    private static final String PLACEHOLDER = "://user:password@";

    private static final Set<String> SECRET_WORDS =
            Set.of("password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "apikey", "accesskey");

    private Shown() {}

    /** A value in quotes, without the passwords inside it. */
    static String value(String value) {
        String masked = withoutPasswords(value);
        return '"' + escaped(masked, VALUE_LIMIT, true) + '"' + length(masked, VALUE_LIMIT);
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
        return escaped(withoutSecretParameters(wordsWithoutUserInfo(text)), MESSAGE_LIMIT, false);
    }

    /** The name of a variable, which on some systems may hold anything but {@code =}. */
    static String key(String key) {
        return escaped(key, VALUE_LIMIT, false);
    }

    /** Whether a name says by itself that its value is not for everybody's eyes. */
    static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String joined = lower.replace("_", "").replace("-", "");
        for (String word : SECRET_WORDS) {
            if (joined.contains(word)) {
                return true;
            }
        }
        return lower.endsWith("_key");
    }

    static String withoutPasswords(String text) {
        return withoutSecretParameters(withoutUserInfo(text));
    }

    /** Each word by itself, so that a colon and an at sign of different words do not swallow what is between them. */
    private static String wordsWithoutUserInfo(String text) {
        StringBuilder masked = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int end = from;
            while (end < text.length() && !endsWord(text.charAt(end))) {
                end++;
            }
            String word = text.substring(from, end);
            masked.append(isExample(word) ? word : withoutUserInfo(word));
            if (end < text.length()) {
                masked.append(text.charAt(end));
            }
            from = end + 1;
        }
        return masked.toString();
    }

    private static boolean isExample(String word) {
        return word.contains(PLACEHOLDER) && word.indexOf('@') == word.lastIndexOf('@');
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || "\"'`<>“”‘’«»".indexOf(c) >= 0;
    }

    /** Masks generously, since what is shown here is often malformed: from the first colon to the last at sign. */
    private static String withoutUserInfo(String text) {
        int at = text.lastIndexOf('@');
        int slashes = text.indexOf("://");
        boolean authority = slashes >= 0 && slashes < at;
        int start = authority ? slashes + 3 : 0;
        int colon = text.indexOf(':', start);
        if (colon >= 0 && colon < at) {
            return text.substring(0, colon + 1) + MASK + text.substring(at);
        }
        return authority ? text.substring(0, start) + MASK + text.substring(at) : text;
    }

    /** {@code ?password=x}, {@code &token=x} and {@code ;pwd=x}, as JDBC drivers and web services take them. */
    private static String withoutSecretParameters(String text) {
        StringBuilder masked = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int end = from;
            int equal = -1;
            while (end < text.length() && "?&;, ".indexOf(text.charAt(end)) < 0) {
                equal = equal < 0 && text.charAt(end) == '=' ? end : equal;
                end++;
            }
            boolean masking = equal >= 0 && !text.startsWith(MASK, equal + 1);
            boolean secret = masking && isSecretName(text.substring(from, equal));
            masked.append(text, from, secret ? equal + 1 : end).append(secret ? MASK : "");
            if (end < text.length()) {
                masked.append(text.charAt(end));
            }
            from = end + 1;
        }
        return masked.toString();
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
