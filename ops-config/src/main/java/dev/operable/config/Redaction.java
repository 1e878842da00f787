package dev.operable.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is hidden before a text reaches a log, an error report, or somebody's screen: values with the name of a secret, and
 * inside any text the user info of URIs, {@code password=...}, bearer and basic credentials, JSON web tokens, and card
 * numbers. Immutable and safe for use by many threads; takes time in proportion to the text.
 *
 * <pre>{@code
 * Redaction redaction = Redaction.standard().names("iban").pattern(Pattern.compile("\\bSSN \\d{9}\\b"));
 * redaction.text("GET https://me:pw@db/?token=x");        // GET https://me:•••@db/?token=•••
 * redaction.value("iban", "DE02120300000000202051");      // •••
 * }</pre>
 */
public final class Redaction {
    /** Stands where something is hidden. */
    public static final String MASK = "•••";

    private static final Redaction STANDARD = new Redaction(
            List.of(
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
                    "authorization"),
            List.of());

    /** How a message says what a URI looks like. Nobody's password: values are masked before. */
    private static final String PLACEHOLDER = "://user:password@";

    private static final String ENDS_WORD = "\"'`<>“”‘’«»";
    private static final int LONGEST_NAME = 64;
    private static final int MOST_NAMES = 1_000;

    private final List<String> words;
    private final List<Pattern> patterns;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    private Redaction(List<String> words, List<Pattern> patterns) {
        this.words = words;
        this.patterns = patterns;
    }

    /** The rules above. */
    public static Redaction standard() {
        return STANDARD;
    }

    /** These rules, and names that contain one of these words: {@code iban} hides {@code customerIban}, too. */
    public Redaction names(String... more) {
        Stream<String> added = Arrays.stream(more).map(Redaction::joined).filter(word -> !word.isEmpty());
        return new Redaction(Stream.concat(words.stream(), added).toList(), patterns);
    }

    /** These rules, and whatever matches; it is applied to every text, so it has to be fast on those that do not match. */
    public Redaction pattern(Pattern more) {
        return new Redaction(
                words, Stream.concat(patterns.stream(), Stream.of(more)).toList());
    }

    /** Whether a name says by itself that its value is not for everybody's eyes: {@code apiToken}, {@code DB_PASSWORD}. */
    public boolean hides(String name) {
        Boolean answer = known.get(name);
        if (answer == null) {
            String joined = joined(name);
            answer = words.stream().anyMatch(joined::contains)
                    || name.toLowerCase(Locale.ROOT).endsWith("_key");
            if (known.size() < MOST_NAMES && name.length() <= LONGEST_NAME) {
                known.put(name, answer);
            }
        }
        return answer;
    }

    /** What may be shown of the value with that name. */
    public String value(String name, String value) {
        return hides(name) ? MASK : text(value);
    }

    /** What may be shown of a text. */
    public String text(String text) {
        return inside(text.indexOf('@') < 0 ? text : wordsWithoutUserInfo(text));
    }

    /** What may be shown of one value, which may be malformed: the user info is hidden generously. */
    String single(String value) {
        return inside(withoutUserInfo(value));
    }

    private String inside(String text) {
        String shown = Credentials.hidden(text, this);
        for (Pattern pattern : patterns) {
            shown = pattern.matcher(shown).replaceAll(MASK);
        }
        return shown;
    }

    private static String joined(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
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
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || ENDS_WORD.indexOf(c) >= 0;
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
