package dev.operable.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a text becomes a value of one type, and what the text looks like in words. Immutable. */
final class Conversion {
    /** Said of what may be anything, where there is nothing to explain. */
    static final String TEXT = "text";

    /** With its article: {@code a duration}. */
    final String noun;
    /** As they are enumerated in a sentence: {@code 500ms, 2s or PT2S}; may be empty. */
    final String examples;
    /** Whether the text is never shown. */
    final boolean secret;
    /** Whether an empty text is a value; otherwise it is as good as not set. */
    final boolean emptyCounts;
    /** Whether only the user knows what may be in it: a secret, where the name of the variable says so. */
    final boolean free;
    /** The value of a setting that has neither a text nor a default; null when it must have one. */
    final @Nullable Object whenUnset;

    private final Converter<?> converter;

    Conversion(
            String noun,
            String examples,
            boolean secret,
            boolean emptyCounts,
            boolean free,
            @Nullable Object whenUnset,
            Converter<?> converter) {
        this.noun = noun;
        this.examples = examples;
        this.secret = secret;
        this.emptyCounts = emptyCounts;
        this.free = free;
        this.whenUnset = whenUnset;
        this.converter = converter;
    }

    /** Of a type whose texts have a form that is known here. */
    static Conversion of(String noun, String examples, Converter<?> converter) {
        return new Conversion(noun, examples, false, false, false, null, converter);
    }

    /** Of a type of the user, whose own messages say why a text does not fit. */
    static Conversion free(String noun, String examples, Converter<?> converter) {
        return new Conversion(noun, examples, false, false, true, null, converter);
    }

    /** Of a type around this one, which may be left unset and is as secret. */
    Conversion inside(String outerNoun, String outerExamples, Object unset, Converter<?> outer) {
        return new Conversion(outerNoun, outerExamples, secret, false, free, unset, outer);
    }

    /**
     * The value.
     *
     * @throws Refusal if the text does not fit; whatever the converter throws, except what {@link Refusal#passOn} does
     */
    Object convert(String text) throws Refusal {
        String reason = "";
        try {
            Object value = converter.convert(text);
            if (value != null) {
                return value;
            }
        } catch (Refusal refused) {
            throw refused;
        } catch (StackOverflowError deep) { // parsers that call themselves, and every regular expression
            reason = ": it is too long or nested too deep";
        } catch (Throwable refused) {
            Refusal.passOn(refused);
            String message = refused instanceof Error ? refused.toString() : refused.getMessage();
            if (free && message != null && !message.isBlank()) {
                reason = ": " + Shown.open(Shown.message(message, List.of(text)));
            }
        }
        throw refusal(noun, reason, examples);
    }

    /** Why a text that never is shown does not fit, without the words of others, who might quote it. */
    Refusal refusal() {
        return refusal(noun, "", examples);
    }

    /** With the reason that follows the noun, such as {@code : it has no port}; may be empty. */
    static Refusal refusal(String noun, String reason, String examples) {
        return new Refusal(
                Shown.closed("is not " + noun + reason) + (examples.isEmpty() ? "" : " Write it as " + examples + "."));
    }
}
