package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The rules by which settings hide what is secret: by the name of a variable or parameter, and the user info of URIs. Logs
 * and error reports build on them. Each takes time in proportion to the text.
 */
public final class Masks {
    /** Stands where something is hidden. */
    public static final String MASK = "•••";

    /** Of a name without what joins its words. */
    private static final List<String> PARTS = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "token",
            "credential",
            "apikey",
            "accesskey",
            "privatekey",
            "authorization");

    private static final List<String> WORDS = List.of("_pass_", "_jwt_", "_cookie_", "_dsn_", "_sig_", "_signature_");

    /** How a message says what a URI looks like. Nobody's password: values are masked before. */
    static final String PLACEHOLDER = "://user:password@";

    private static final String SEPARATORS = "?&;,";
    private static final String QUOTES = "\"'`<>“”‘’«»";
    private static final int LONGEST_NAME = 64;

    private Masks() {}

    /** Whether a name says by itself that its value is not for everybody's eyes: {@code apiToken}, {@code DB_PASS}. */
    public static boolean hides(String name) {
        StringBuilder words = new StringBuilder("_");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean starts = Character.isUpperCase(c) && i > 0 && Character.isLowerCase(name.charAt(i - 1));
            words.append(starts ? "_" : "").append(c == '-' || c == '.' ? '_' : c);
        }
        String separate = words.append('_').toString().toLowerCase(Locale.ROOT);
        String joined = separate.replace("_", "");
        for (String part : PARTS) {
            if (joined.contains(part)) {
                return true;
            }
        }
        for (String word : WORDS) {
            if (separate.contains(word)) {
                return true;
            }
        }
        // a key of something; one by itself is rather that of a map
        return separate.endsWith("_key_") && separate.length() > "_key_".length();
    }

    /** What may be shown of a text: no user info of a URI, no value of a parameter whose name is to be hidden. */
    public static String text(String text, Predicate<? super String> hides) {
        return parameters(text.indexOf('@') < 0 ? text : wordsWithoutUserInfo(text), hides, false);
    }

    static String text(String text) {
        return text(text, Masks::hides);
    }

    /** What may be shown of one value, which may be malformed, so that more is hidden than has to be. */
    static String value(String value) {
        return parameters(withoutUserInfo(value), Masks::hides, true);
    }

    /** What {@link #value} hides. */
    static List<String> hidden(String value) {
        List<String> hidden = new ArrayList<>();
        String[] shown = value(value).split(MASK, -1);
        int at = shown[0].length();
        for (int i = 1; i < shown.length; i++) {
            int end = i == shown.length - 1 ? value.length() - shown[i].length() : value.indexOf(shown[i], at);
            if (end < at) {
                break; // cannot be told apart
            }
            hidden.add(value.substring(at, end));
            at = end + shown[i].length();
        }
        return hidden;
    }

    private static String parameters(String text, Predicate<? super String> hides, boolean one) {
        if (text.indexOf('=') < 0) {
            return text; // as nearly all texts are
        }
        StringBuilder shown = new StringBuilder(text.length());
        int done = 0;
        for (int equal = text.indexOf('='); equal >= 0; equal = text.indexOf('=', Math.max(done, equal + 1))) {
            int begin = equal;
            while (begin > done && equal - begin < LONGEST_NAME && isName(text.charAt(begin - 1))) {
                begin--;
            }
            if (begin < equal
                    && equal + 1 < text.length()
                    && !text.startsWith(MASK, equal + 1)
                    && hides.test(text.substring(begin, equal))) {
                int end = valueEnd(text, equal + 1, one);
                if (end > equal + 1) {
                    shown.append(text, done, equal + 1).append(MASK);
                    done = end;
                }
            }
        }
        return shown.append(text, done, text.length()).toString();
    }

    /** A separator ends a value where another parameter follows; else it may be a part of the password. */
    private static int valueEnd(String text, int begin, boolean one) {
        char quote = text.charAt(begin);
        int end = begin;
        if (quote == '"' || quote == '\'') {
            for (end++; end < text.length() && text.charAt(end) != quote; end++) {
                end += text.charAt(end) == '\\' ? 1 : 0;
            }
            return Math.min(end + 1, text.length());
        }
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            boolean space = c <= ' ';
            boolean wordEnds = !one && (space || QUOTES.indexOf(c) >= 0);
            boolean separates = space || SEPARATORS.indexOf(c) >= 0;
            if (wordEnds || (separates && isParameter(text, end + 1))) {
                break;
            }
        }
        return end;
    }

    private static boolean isParameter(String text, int begin) {
        int end = begin;
        while (end < text.length() && end - begin < LONGEST_NAME && isName(text.charAt(end))) {
            end++;
        }
        return end > begin && end < text.length() && text.charAt(end) == '=';
    }

    private static boolean isName(char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '-' || c == '.';
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
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || QUOTES.indexOf(c) >= 0;
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
}
