package dev.operable.config;

import org.jspecify.annotations.Nullable;

/** Turns the text of a setting into its value. Implementations are immutable. */
interface Conversion {
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
}
