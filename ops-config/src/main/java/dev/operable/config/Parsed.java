package dev.operable.config;

import java.util.List;

/** What a converter makes of a text, whatever it throws at the texts that it does not take. */
final class Parsed implements Conversion {
    private final Form form;
    private final Converter<?> converter;

    Parsed(Form form, Converter<?> converter) {
        this.form = form;
        this.converter = converter;
    }

    @Override
    public Object convert(String text) throws Refusal {
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

    @Override
    public Form form() {
        return form;
    }
}
