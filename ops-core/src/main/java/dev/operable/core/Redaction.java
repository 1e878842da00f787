package dev.operable.core;

import dev.operable.config.Masks;
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
    public static final String MASK = Masks.MASK;

    private static final Redaction STANDARD = new Redaction(List.of(), List.of());

    private static final int LONGEST_NAME = 64;
    /** A URL within a URL within a URL. */
    private static final int MOST_ENCODINGS = 2;

    private static final int LONGEST_MESSAGE = 4_096;
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
            answer = Masks.hides(name) || containsOneOf(words, joined(name));
            if (known.size() < MOST_NAMES && name.length() <= LONGEST_NAME) {
                known.put(name, answer);
            }
        }
        return answer;
    }

    private static boolean containsOneOf(List<String> words, String joined) {
        for (String word : words) {
            if (joined.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** What may be shown of the value with that name. */
    public String value(String name, String value) {
        return hides(name) ? MASK : text(value);
    }

    /**
     * What may be shown of a setting that is no secret to the settings themselves. Of the usual names they know by the type
     * whether the value is one: {@code TOKEN_LIFE=5m} is none.
     */
    public String setting(String key, String value) {
        return Masks.hides(key) ? text(value) : value(key, value);
    }

    /** What may be shown of a text. */
    public String text(String text) {
        return text(text, MOST_ENCODINGS);
    }

    private String text(String text, int encodings) {
        String shown = Suspects.in(text) ? usual(text) : text;
        for (Pattern pattern : patterns) {
            shown = pattern.matcher(shown).replaceAll(MASK);
        }
        return encodings > 0 && shown.indexOf('%') >= 0
                ? PercentEncoded.hidden(shown, decoded -> text(decoded, encodings - 1))
                : shown;
    }

    /**
     * What may be shown of what drivers and clients say: as {@link #text}, and what whole sentences say of a secret,
     * {@code the password is x}. Too much for every event of a log, of which it would take a word too many.
     */
    public String sentences(String text) {
        return Prose.hidden(text(text), this::hides);
    }

    /**
     * What may be logged of an error whose messages, and those of its causes, were said by others: the error itself, or a
     * copy that prints as it does, less what {@link #sentences} hides and what is longer than 4,096 characters.
     */
    public Throwable error(Throwable said) {
        return Masked.of(said, text -> sentences(bounded(text)));
    }

    private static String bounded(String text) {
        if (text.length() <= LONGEST_MESSAGE) {
            return text;
        }
        // Half of a pair is no character.
        int end = LONGEST_MESSAGE - (Character.isHighSurrogate(text.charAt(LONGEST_MESSAGE - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }

    private String usual(String text) {
        // Credentials first: of "Authorization=Bearer x" the parameters' rule would take the first word alone.
        return Masks.text(Credentials.hidden(text, this), this::hides);
    }

    private static String joined(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
    }
}
