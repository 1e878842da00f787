package dev.operable.core;

import java.util.function.UnaryOperator;

/**
 * Finds what is secret behind percent-encoding, as a URL within another one is written. A word in which there is something is
 * shown decoded, less what is hidden of it.
 */
final class PercentEncoded {
    private PercentEncoded() {}

    /** @param hidden what may be shown of a text that is not encoded */
    static String hidden(String text, UnaryOperator<String> hidden) {
        StringBuilder shown = new StringBuilder();
        int copied = 0;
        int done = 0;
        for (int sign = text.indexOf('%'); sign >= 0; sign = text.indexOf('%', done)) {
            int begin = sign;
            while (begin > done && !isBetweenWords(text.charAt(begin - 1))) {
                begin--;
            }
            int end = sign;
            while (end < text.length() && !isBetweenWords(text.charAt(end))) {
                end++;
            }
            String word = text.substring(begin, end);
            String decoded = decoded(word);
            String safe = decoded.equals(word) ? decoded : hidden.apply(decoded);
            if (!safe.equals(decoded)) {
                shown.append(text, copied, begin).append(safe);
                copied = end;
            }
            done = end;
        }
        return copied == 0 ? text : shown.append(text, copied, text.length()).toString();
    }

    private static boolean isBetweenWords(char c) {
        return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
    }

    /**
     * What stands for a character of ASCII that is seen; everything else tells no rule anything. An at sign only where it can end
     * the user info of a URL that is encoded as a whole: elsewhere it is encoded in order to be no such end.
     */
    private static String decoded(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        boolean authority = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int code = c == '%' && i + 2 < word.length() ? code(word, i + 1) : -1;
            if (code >= ' ' && code < 0x7f && (code != '@' || authority)) {
                c = (char) code;
                i += 2;
            } else {
                code = -1;
            }
            plain.append(c);
            if (c == '/' || c == '?' || c == '#') {
                authority = code == '/' && plain.length() > 3 && plain.indexOf("://", plain.length() - 3) >= 0;
            }
        }
        return plain.toString();
    }

    private static int code(String word, int at) {
        int high = Character.digit(word.charAt(at), 16);
        int low = Character.digit(word.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
