package dev.operable.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a setting into its value: what a converter makes of it, whatever that throws at the texts that it does not
 * take. Immutable.
 */
final class Conversion {
    private final Form form;
    private final @Nullable Object whenUnset;
    private final Converter<?> converter;

    Conversion(Form form, Converter<?> converter) {
        this(form, null, converter);
    }

    Conversion(Form form, @Nullable Object whenUnset, Converter<?> converter) {
        this.form = form;
        this.whenUnset = whenUnset;
        this.converter = converter;
    }

    /** Of a setting that may be absent. An empty text is no value here, whatever it would be inside. */
    Conversion optional() {
        Form present = new Form(form.noun(), form.examples(), form.secret(), false, form.free());
        return new Conversion(present, Optional.empty(), text -> Optional.of(convert(text)));
    }

    /**
     * The value.
     *
     * @throws Refusal if the text is not of the {@link #form()}; never anything else
     */
    Object convert(String text) throws Refusal {
        try {
            Object value = converter.convert(text);
            if (value != null) {
                return value;
            }
        } catch (Refusal refused) {
            throw refused;
        } catch (StackOverflowError deep) { // parsers that call themselves, and every regular expression
            throw form.refusal(": it is too long or nested too deep");
        } catch (Exception refused) {
            String reason = refused.getMessage();
            if (form.free() && reason != null && !reason.isBlank()) {
                throw form.refusal(": " + Sentence.open(Shown.message(reason, List.of(text))));
            }
        }
        throw form.refusal();
    }

    Form form() {
        return form;
    }

    /** The value of a setting that has neither a text nor a default; null when it must have one. */
    @Nullable
    Object whenUnset() {
        return whenUnset;
    }
}
