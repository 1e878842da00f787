package dev.operable.config;

import org.jspecify.annotations.Nullable;

/** Turns the text of a setting into its value. Implementations are immutable. */
interface Converter {
    /**
     * The value.
     *
     * @throws Refusal if the text is not of the {@link #form()}; never anything else
     */
    Object convert(String text) throws Refusal;

    Form form();

    /** The value of a setting that has neither a text nor a default; null when it must have one. */
    default @Nullable Object whenUnset() {
        return null;
    }

    /** A conversion that knows only yes and no: null stands for every text that does not fit. */
    static Converter of(Form form, Parser parser) {
        return new Converter() {
            @Override
            public Object convert(String text) throws Refusal {
                Object value = parser.parse(text);
                if (value == null) {
                    throw form.refusal();
                }
                return value;
            }

            @Override
            public Form form() {
                return form;
            }
        };
    }

    /** See {@link #of}. */
    @FunctionalInterface
    interface Parser {
        @Nullable
        Object parse(String text) throws Refusal;
    }
}
