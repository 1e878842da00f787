package dev.operable.config;

/**
 * A variable whose value is another one now.
 *
 * @param key the variable
 * @param before as the report shows it, in quotes and cut when it is long; {@code •••} for a secret, {@code nothing} when
 *     it was not set
 * @param after the same of the new value
 */
public record Change(String key, String before, String after) {
    /** Such as {@code FLUSH_EVERY: "2s" -> "5s"}. */
    @Override
    public String toString() {
        return key + ": " + before + " -> " + after;
    }
}
