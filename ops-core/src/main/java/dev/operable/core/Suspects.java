package dev.operable.core;

/**
 * Tells in one look, which makes nothing, the texts in which none of the usual rules can find anything: nearly all. Each
 * rule needs one of few characters, or many digits.
 */
final class Suspects {
    private static final byte ALWAYS = 1;
    private static final byte AFTER_OTHERS = 2;
    private static final byte[] KINDS = kinds();

    /** The digits of the shortest card number, and so the least of its characters. */
    private static final int CARD = 13;

    private Suspects() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        kinds['"'] = ALWAYS; // properties of JSON
        kinds['='] = ALWAYS; // parameters
        kinds['@'] = ALWAYS; // user info
        kinds['J'] = AFTER_OTHERS; // the beginning of a token, eyJ
        kinds[' '] = AFTER_OTHERS; // behind Bearer and Basic
        kinds['\t'] = AFTER_OTHERS;
        return kinds;
    }

    /** Whether {@link Credentials} or {@link dev.operable.config.Masks} might find something in there. */
    static boolean in(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < KINDS.length && KINDS[c] != 0 && (KINDS[c] == ALWAYS || isSuspect(text, i, c))) {
                return true;
            }
        }
        return hasNumber(text);
    }

    private static boolean isSuspect(String text, int at, char c) {
        return c == 'J' ? text.startsWith("ey", at - 2) : endsWith(text, "bearer", at) || endsWith(text, "basic", at);
    }

    /** Whether that stands before there, in whatever case. */
    static boolean endsWith(String text, String end, int at) {
        return text.regionMatches(true, at - end.length(), end, 0, end.length());
    }

    /** Each place is in a number of that length or is not; a look at every twelfth misses none. */
    private static boolean hasNumber(String text) {
        for (int look = CARD - 1; look < text.length(); look += CARD - 1) {
            if (isNumber(text.charAt(look))) {
                int begin = look;
                while (begin > 0 && look - begin < CARD && isNumber(text.charAt(begin - 1))) {
                    begin--;
                }
                int end = look + 1;
                while (end < text.length() && end - begin < CARD && isNumber(text.charAt(end))) {
                    end++;
                }
                if (end - begin >= CARD) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isNumber(char c) {
        return (c >= '0' && c <= '9') || c == ' ' || c == '-';
    }
}
