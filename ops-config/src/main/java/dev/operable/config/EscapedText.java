package dev.operable.config;

import java.util.ArrayList;
import java.util.List;

/** Separators that a backslash makes ordinary: {@code \,} {@code \=} and {@code \\}; any other backslash is itself. */
final class EscapedText {
    private EscapedText() {}

    /** The parts as they are written, escapes and all. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = next(text, start, separator); end >= 0; end = next(text, start, separator)) {
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** One part, or the two beside the first separator. */
    static List<String> splitFirst(String text, char separator) {
        int at = next(text, 0, separator);
        return at < 0 ? List.of(text) : List.of(text.substring(0, at), text.substring(at + 1));
    }

    /** What is meant, without the backslashes of the escapes. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    private static int next(String text, int from, char separator) {
        for (int i = from; i < text.length(); i++) {
            if (isEscape(text, i)) {
                i++;
            } else if (text.charAt(i) == separator) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '\\' && at + 1 < text.length() && ",=\\".indexOf(text.charAt(at + 1)) >= 0;
    }
}
