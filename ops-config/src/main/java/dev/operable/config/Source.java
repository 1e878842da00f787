package dev.operable.config;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where variables come from, with the place of each for the report. Immutable; the name and the places are read after
 * "in" and "from".
 */
record Source(String name, Map<String, Entry> entries) {
    static final String CODE = "the code";
    static final String ENVIRONMENT = "the environment";

    Source {
        entries = Map.copyOf(entries);
    }

    /** A text and its place, which is read after "from": {@code the environment}. */
    record Entry(String text, String place, Optional<Instant> changed) {
        Entry(String text, String place) {
            this(text, place, Optional.empty());
        }

        @Override
        public String toString() {
            return Shown.MASK + " from " + place;
        }
    }

    static Source of(Map<String, String> values, String place) {
        Map<String, Entry> entries = new HashMap<>();
        values.forEach((key, text) -> entries.put(key, new Entry(text, place)));
        return new Source(place, entries);
    }

    static Source of(ConfigSource source) {
        Map<String, Entry> entries = new HashMap<>();
        source.values()
                .forEach((key, value) -> entries.put(key, new Entry(value.text(), value.place(), value.changed())));
        return new Source(source.name(), entries);
    }
}
