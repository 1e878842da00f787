package dev.operable.core.logging;

import dev.operable.core.Redaction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What comes again in the events of one log, looked at once: names of loggers, threads and fields. Bounded, since threads
 * and fields may have a new name each time. Safe for use by many threads.
 */
final class Recurring {
    private static final int MOST = 1_000;
    private static final int LONGEST = 128;
    private static final int MAX_NAME = 256;

    private final Redaction redaction;
    private final UnaryOperator<String> naming;
    private final Map<String, Prepared> loggers = new ConcurrentHashMap<>();
    private final Map<String, Prepared> threads = new ConcurrentHashMap<>();
    private final Map<String, Field> fields = new ConcurrentHashMap<>();

    /**
     * A field of the application.
     *
     * @param name as the log writes it
     * @param hidden whether the name says that the value is secret
     */
    record Field(Prepared name, boolean hidden) {}

    /** @param naming gives a field of the application the name that is free for it */
    Recurring(Redaction redaction, UnaryOperator<String> naming) {
        this.redaction = redaction;
        this.naming = naming;
    }

    Prepared logger(@Nullable String name) {
        return known(loggers, String.valueOf(name), this::text);
    }

    Prepared thread(@Nullable String name) {
        return known(threads, String.valueOf(name), this::text);
    }

    Field field(@Nullable String name) {
        return known(fields, String.valueOf(name), this::newField);
    }

    private Prepared text(String text) {
        return Prepared.of(FieldWriter.fixed(redaction, text));
    }

    private Field newField(String said) {
        String name = naming.apply(said);
        return new Field(Prepared.of(Characters.bounded(name, MAX_NAME)), redaction.hides(name));
    }

    private static <T> T known(Map<String, T> known, String key, Function<String, T> making) {
        T found = known.get(key);
        if (found == null) {
            found = making.apply(key);
            if (known.size() < MOST && key.length() <= LONGEST) {
                known.put(key, found);
            }
        }
        return found;
    }
}
