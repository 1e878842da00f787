package dev.operable.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what may be secret inside a text. Each search jumps to where something can be and looks at each character a bounded
 * number of times, so that neither the length of a text nor its malice costs more than its length.
 */
final class Credentials {
    private static final int LONGEST_NAME = 64;
    /** That is no token where it stands for one. */
    private static final int LONGEST_WORD = 16;

    private final String text;
    private final Redaction redaction;
    private final List<int[]> hidden = new ArrayList<>(0);

    private Credentials(String text, Redaction redaction) {
        this.text = text;
        this.redaction = redaction;
    }

    static String hidden(String text, Redaction redaction) {
        Credentials found = new Credentials(text, redaction);
        found.properties();
        found.structures();
        found.tokens();
        found.schemes();
        CardNumbers.find(text, found.hidden);
        return found.hidden.isEmpty() ? text : found.masked();
    }

    private String masked() {
        hidden.sort(Comparator.comparingInt(span -> span[0]));
        StringBuilder shown = new StringBuilder(text.length());
        int done = 0;
        for (int[] span : hidden) {
            if (span[0] >= done) {
                shown.append(text, done, span[0]).append(Redaction.MASK);
            }
            done = Math.max(done, span[1]);
        }
        return shown.append(text, done, text.length()).toString();
    }

    /** {@code "secret": "x"} of JSON. */
    private void properties() {
        int next = 0;
        for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', next)) {
            int colon = skipSpaces(quote + 1);
            next = quote + 1;
            if (quote > 0 && colon < text.length() && text.charAt(colon) == ':') {
                next = property(text.charAt(quote - 1) == '\\' ? quote - 1 : quote, colon, skipSpaces(colon + 1));
            }
        }
    }

    /** {@code secret=[a, b]}, as maps and records print what they hold. */
    private void structures() {
        int next = 0;
        for (int equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', next)) {
            next = equals + 1;
            if (next < text.length() && (text.charAt(next) == '[' || text.charAt(next) == '{')) {
                next = property(equals, equals, next);
            }
        }
    }

    /** Returns where to go on: never inside a value that is hidden, or many values of one text would be read many times. */
    private int property(int nameEnd, int separator, int valueBegin) {
        int begin = nameEnd;
        while (begin > 0 && nameEnd - begin < LONGEST_NAME && isName(text.charAt(begin - 1))) {
            begin--;
        }
        if (begin == nameEnd
                || valueBegin >= text.length()
                || text.startsWith(Redaction.MASK, valueBegin)
                || !redaction.hides(text.substring(begin, nameEnd))) {
            return separator + 1;
        }
        char first = text.charAt(valueBegin);
        int end = first == '[' || first == '{'
                ? structureEnd(valueBegin, text.charAt(nameEnd) == '\\')
                : valueEnd(valueBegin);
        if (end > valueBegin) {
            hide(valueBegin, end);
        }
        return Math.max(end, separator + 1);
    }

    private int valueEnd(int begin) {
        boolean escaped = text.startsWith("\\\"", begin);
        char quote = text.charAt(escaped ? begin + 1 : begin);
        if (quote == '"' || quote == '\'') {
            int end = escaped ? begin + 2 : begin + 1;
            while (end < text.length() && text.charAt(end) != quote) {
                end += !escaped && text.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(end + 1, text.length());
        }
        int end = begin;
        while (end < text.length() && text.charAt(end) > ' ' && ",}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** After the bracket that closes the one there, with all that is between them; the end of a text that was cut off. */
    private int structureEnd(int begin, boolean escaped) {
        int depth = 0;
        boolean quoted = false;
        for (int at = begin; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                int quote = at;
                while (quote < text.length() && text.charAt(quote) == '\\') {
                    quote++;
                }
                if (escaped && quote == at + 1) {
                    continue; // of the quote that follows
                }
                at = escaped ? quote : at + 1;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '[' || c == '{')) {
                depth++;
            } else if (!quoted && (c == ']' || c == '}') && --depth == 0) {
                return at + 1;
            }
        }
        return text.length();
    }

    private int skipSpaces(int from) {
        int at = from;
        while (at < text.length() && at - from < 8 && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** JSON web tokens: three parts, the first of which begins with an encoded brace and quote. */
    private void tokens() {
        int begin = text.indexOf("eyJ");
        while (begin >= 0) {
            int end = begin;
            int dots = 0;
            while (end < text.length() && (isBase64(text.charAt(end)) || text.charAt(end) == '.')) {
                dots += text.charAt(end) == '.' ? 1 : 0;
                end++;
            }
            if (dots >= 2) {
                hide(begin, end);
            }
            begin = text.indexOf("eyJ", end);
        }
    }

    /** What follows {@code Bearer} and {@code Basic}, unless it is a word such as {@code authentication}. */
    private void schemes() {
        for (int at = 0; at < text.length(); at++) {
            if (isBlank(text.charAt(at)) && (isScheme("bearer", at) || isScheme("basic", at))) {
                scheme(at);
            }
        }
    }

    private boolean isScheme(String scheme, int end) {
        int begin = end - scheme.length();
        return Suspects.endsWith(text, scheme, end) && (begin == 0 || !isName(text.charAt(begin - 1)));
    }

    private void scheme(int blank) {
        int begin = blank;
        while (begin < text.length() && isBlank(text.charAt(begin))) {
            begin++;
        }
        int end = begin;
        boolean word = true;
        while (end < text.length() && isToken(text.charAt(end))) {
            word &= text.charAt(end) >= 'a' && text.charAt(end) <= 'z';
            end++;
        }
        if (end - begin > (word ? LONGEST_WORD : 3)) {
            hide(begin, end);
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private void hide(int begin, int end) {
        hidden.add(new int[] {begin, end});
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetterOrDigit(char c) {
        return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    }

    private static boolean isName(char c) {
        return isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
    }

    private static boolean isBase64(char c) {
        return isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static boolean isToken(char c) {
        return isBase64(c) || "+/=.~•".indexOf(c) >= 0;
    }
}
