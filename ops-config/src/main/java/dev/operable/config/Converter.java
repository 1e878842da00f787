package dev.operable.config;

import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a setting; given to {@link Settings.Builder#converter}. Must be safe for use by many threads, and should
 * neither block nor ask another system.
 */
@FunctionalInterface
public interface Converter<T> {
    /**
     * The value, or null where the text does not fit and there is no more to say.
     *
     * @throws Exception if the text does not fit; its message tells the reason in the report, after "is not an amount: "
     */
    @Nullable
    T convert(String text) throws Exception;
}
