package dev.operable.config;

import java.time.Instant;
import java.util.Optional;

/**
 * The text of a variable, and where it stands. Prints without the text, which may be a secret.
 *
 * @param text as it would be in the environment
 * @param place read after "from": {@code Consul KV config/hits/FLUSH_EVERY at index 42}
 * @param changed when the text last changed, if the place knows
 */
public record ConfigValue(String text, String place, Optional<Instant> changed) {
    /** A value of unknown age. */
    public ConfigValue(String text, String place) {
        this(text, place, Optional.empty());
    }

    /** Where it came from, to be read after the value. */
    String origin() {
        return place.equals(Source.CODE) ? "set in code" : "from " + place;
    }

    /** Where it stands, to be read after "is set"; nothing of the environment, where everything stands. */
    String where() {
        return place.equals(Source.ENVIRONMENT) ? "" : "in " + place + " ";
    }

    @Override
    public String toString() {
        return Shown.MASK + " from " + place;
    }
}
