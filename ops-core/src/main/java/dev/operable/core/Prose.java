package dev.operable.core;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Secrets in what drivers and clients say in whole sentences: {@code password: x}, {@code the API key is x}. The rules of the
 * log leave sentences alone; a page for people can do without a word too many. One pass from the left: the end of a value is
 * looked for only behind a name that hides one, and what is hidden is not read again, so that malice costs no more than
 * length.
 */
final class Prose {
    static final int LONGEST_NAME = 64;

    private static final int LONGEST_PLAIN = 40;
    private static final String KEY = "PRIVATE KEY-----";

    /** What a key may be the key of. */
    private static final Set<String> KEYS = Set.of("api", "access", "private", "secret");

    /** What follows where no value does. Whose password it is has none worth hiding. */
    private static final Set<String> PLAIN =
            Set.of(("a an the not no yes true false null none nothing in on of to for too"
                            + " only already empty blank missing absent unset set required needed wrong invalid valid correct"
                            + " incorrect malformed unknown unexpected expected expired revoked refused rejected denied mandatory"
                            + " longer shorter weak over user your what this being about never still ok failed cannot could must"
                            + " does has type length size s")
                    .split(" "));

    /** With which the names of code end. */
    private static final Set<String> CODE =
            Set.of("exception", "error", "failure", ".java", ".kt", ".scala", ".groovy");

    /** Their values have several words. */
    private static final Set<String> OF_A_LINE = Set.of("authorization", "cookie", "passphrase");

    private final CharSequence text;
    private final Predicate<? super String> hides;
    private final StringBuilder shown = new StringBuilder();
    private int done;

    private Prose(CharSequence text, Predicate<? super String> hides) {
        this.text = text;
        this.hides = hides;
    }

    static String hidden(CharSequence text, Predicate<? super String> hides) {
        return new Prose(text, hides).hidden();
    }

    private String hidden() {
        String before = "";
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isName(text.charAt(end))) {
                end++;
            }
            if (end == at) {
                at++;
                continue;
            }
            String name = text.subSequence(Math.max(at, end - LONGEST_NAME), end)
                    .toString()
                    .toLowerCase(Locale.ROOT);
            at = Math.max(end, name.endsWith("-----begin") ? key(end) : value(before, at, end));
            before = name;
        }
        return shown.append(text, done, text.length()).toString();
    }

    /** Hides the value behind the name, if there is one; returns its end, or 0. */
    private int value(String before, int nameBegin, int nameEnd) {
        Said said = Said.behind(text, nameBegin, nameEnd);
        String name = text.subSequence(Math.max(nameBegin, nameEnd - LONGEST_NAME), nameEnd)
                .toString();
        if (said == null || !(hides.test(name) || (KEYS.contains(before) && hides.test(before + name)))) {
            return 0;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (CODE.stream().anyMatch(lower::endsWith) || (before.equals("unexpected") && said.opens())) {
            return 0;
        }
        boolean line = !said.opens() && OF_A_LINE.stream().anyMatch(lower::contains);
        int end = line && !said.sentence ? said.lineEnd() : said.end();
        if (isPlain(said.begin, end)) {
            return 0;
        }
        return hide(said.begin, line ? said.lineEnd() : end);
    }

    /** Hides what stands between the lines of a private key. */
    private int key(int begin) {
        String head = text.subSequence(begin, Math.min(text.length(), begin + LONGEST_NAME))
                .toString();
        int from = head.indexOf(KEY);
        if (from < 0) {
            return 0;
        }
        int end = begin + from + KEY.length();
        while (end < text.length() && !isEndOfKey(end)) {
            end++;
        }
        return hide(begin + from + KEY.length(), end);
    }

    private boolean isEndOfKey(int at) {
        return text.charAt(at) == '-'
                && text.subSequence(at, Math.min(text.length(), at + 8))
                        .toString()
                        .equals("-----END");
    }

    private int hide(int begin, int end) {
        shown.append(text, done, begin).append(Redaction.MASK);
        done = end;
        return end;
    }

    /** Whether that is no secret, but what is said of one; or hidden already, or a key with a beginning of its own. */
    private boolean isPlain(int begin, int end) {
        if (end - begin > LONGEST_PLAIN) {
            return false;
        }
        String value = text.subSequence(begin, end).toString();
        int from = 0;
        int to = value.length();
        while (from < to && !isWord(value.charAt(from))) {
            from++;
        }
        while (to > from && !isWord(value.charAt(to - 1))) {
            to--;
        }
        String word = value.substring(from, to).toLowerCase(Locale.ROOT);
        return PLAIN.contains(word)
                || (word.isEmpty() && value.length() <= 2)
                || value.startsWith(Redaction.MASK)
                || value.startsWith("-----BEGIN");
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    static boolean isName(char c) {
        return isWord(c) || c == '-' || c == '.';
    }
}
