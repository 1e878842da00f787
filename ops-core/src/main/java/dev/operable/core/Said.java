package dev.operable.core;

import org.jspecify.annotations.Nullable;

/** What a text says behind a name: where the value begins and, which only somebody asks who hides it, where it ends. */
final class Said {
    private static final String SIGNS = ":=：＝";
    private static final String OPENING = "\"'`“‘«([{";
    private static final String CLOSING = "\"'`”’»)]}";

    final int begin;
    /** Whether words join it to the name, which may go on with what is no value: {@code the token is about to expire}. */
    final boolean sentence;

    private final CharSequence text;
    private final boolean element;

    private Said(CharSequence text, int begin, boolean sentence, boolean element) {
        this.text = text;
        this.begin = begin;
        this.sentence = sentence;
        this.element = element;
    }

    /** What follows the name, if that looks like a value; reads the name's end, the spaces and two words at most. */
    static @Nullable Said behind(CharSequence text, int nameBegin, int nameEnd) {
        if (at(text, nameEnd) == '>' && nameBegin > 0 && "<:".indexOf(text.charAt(nameBegin - 1)) >= 0) {
            return said(text, nameEnd + 1, false, true); // <password>x
        }
        if ("([".indexOf(at(text, nameEnd)) >= 0) {
            return hasDot(text, nameBegin, nameEnd) ? null : said(text, nameEnd, false, false); // no method of a stack
        }
        int closed = nameEnd;
        while ("\\\"'`”’".indexOf(at(text, closed)) >= 0) {
            closed++;
        }
        int next = spaces(text, closed);
        int sign = sign(text, next, at(text, nameEnd - 1) == '-' && next == nameEnd);
        if (sign > next) {
            boolean address = at(text, sign) == '/' && at(text, sign + 1) == '/';
            return address ? null : said(text, spaces(text, sign), false, false);
        }
        if (next == nameEnd || closed > nameEnd) {
            return null;
        }
        if (isQuote(at(text, next)) || (at(text, nameBegin) == '-' && at(text, next) != '-')) {
            return said(text, next, false, false); // password 'x', --password x
        }
        int verb = verb(text, next);
        return verb > next ? said(text, spaces(text, verb), true, false) : null;
    }

    private static @Nullable Said said(CharSequence text, int begin, boolean sentence, boolean element) {
        return begin < text.length() ? new Said(text, begin, sentence, element) : null;
    }

    /** Behind {@code :}, {@code =}, {@code =>} and {@code ->}, of which the name may have taken the dash; or where it looks. */
    private static int sign(CharSequence text, int from, boolean dash) {
        if (at(text, from) == '-' && at(text, from + 1) == '>') {
            return from + 2;
        }
        int at = dash && at(text, from) == '>' ? from + 1 : from;
        while (SIGNS.indexOf(at(text, at)) >= 0 || (at > from && at(text, at) == '>')) {
            at++;
        }
        return at;
    }

    /** Behind {@code is}, {@code was} or {@code of}, with a colon or without; or where it looks. */
    private static int verb(CharSequence text, int from) {
        int end = from;
        while (end - from < 4 && Prose.isName(at(text, end))) {
            end++;
        }
        String word = text.subSequence(from, end).toString();
        boolean verb = word.equalsIgnoreCase("is") || word.equalsIgnoreCase("was") || word.equalsIgnoreCase("of");
        end += at(text, end) == ':' ? 1 : 0;
        return verb && end < text.length() && isSpace(text.charAt(end)) ? end : from;
    }

    /** Its end: what closes what it opens with, or the end of the word. */
    int end() {
        int opens = begin + (at(text, begin) == '\\' && isQuote(at(text, begin + 1)) ? 1 : 0);
        int kind = OPENING.indexOf(at(text, opens));
        if (element) {
            int end = begin;
            while (end < text.length() && text.charAt(end) != '<') {
                end++;
            }
            return end;
        }
        if (kind < 0) {
            int end = begin;
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            return end;
        }
        char closing = CLOSING.charAt(kind);
        int end = opens + 1;
        while (end < text.length() && text.charAt(end) != closing) {
            end += opens == begin && text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    int lineEnd() {
        int end = begin;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    boolean opens() {
        return element || OPENING.indexOf(at(text, begin)) >= 0;
    }

    private static boolean hasDot(CharSequence text, int begin, int end) {
        for (int i = Math.max(begin, end - Prose.LONGEST_NAME); i < end; i++) {
            if (text.charAt(i) == '.') {
                return true;
            }
        }
        return false;
    }

    private static int spaces(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return "\"'`“‘«".indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static char at(CharSequence text, int index) {
        return index < text.length() ? text.charAt(index) : '\uffff';
    }
}
