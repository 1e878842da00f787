package dev.operable.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes records out of the sources and writes down everything that is in the way. Used once, by one thread. */
final class Binder {
    static final String DEFAULT = "its default";
    /** Shorter parts of a secret stand in many a message by chance. */
    private static final int SHORTEST_PART = 4;

    private final Sources sources;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> defaulted = new TreeSet<>();

    Binder(Sources sources) {
        this.sources = sources;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Required variables that are not set. */
    Set<String> missing() {
        return missing;
    }

    /** Other variables that are not set. */
    Set<String> defaulted() {
        return defaulted;
    }

    /** The record, or null if that is impossible; then there is a problem more. */
    @Nullable
    Object bind(RecordShape shape) {
        List<@Nullable Object> values = new ArrayList<>();
        Map<String, Source.Entry> entries = new HashMap<>();
        for (RecordShape.Part part : shape.parts()) {
            values.add(
                    part instanceof RecordShape.Variable variable
                            ? value(shape, variable, entries)
                            : nested(shape, (RecordShape.Nested) part, entries));
        }
        return values.contains(null) ? null : create(shape, values.toArray(), entries);
    }

    private @Nullable Object nested(RecordShape outer, RecordShape.Nested nested, Map<String, Source.Entry> entries) {
        RecordShape.Variable choice = nested.choice();
        RecordShape shape = nested.shapes().get(0);
        if (choice != null) {
            Object chosen = value(outer, choice, entries);
            Object type = chosen instanceof Optional<?> optional ? optional.orElse(null) : chosen;
            if (type == null) {
                return chosen;
            }
            shape = nested.shape(type);
        } else if (nested.optional() && shape.variables().noneMatch(this::isSet)) {
            shape.variables().forEach(variable -> defaulted.add(variable.key()));
            return Optional.empty();
        }
        Object value = bind(shape);
        return value == null || !nested.optional() ? value : Optional.of(value);
    }

    private boolean isSet(RecordShape.Variable variable) {
        try {
            return sources.find(variable.key(), variable.converter().form().emptyCounts()) != null;
        } catch (Refusal unreadable) {
            return true; // binding it says what is wrong
        }
    }

    private @Nullable Object value(
            RecordShape shape, RecordShape.Variable variable, Map<String, Source.Entry> entries) {
        Source.Entry entry;
        try {
            entry = sources.find(variable.key(), variable.converter().form().emptyCounts());
        } catch (Refusal refused) {
            String key = refused.key();
            add(key == null ? variable.key() : key, refused.reason(), shape, variable);
            return null;
        }
        if (entry == null) {
            (variable.required() ? missing : defaulted).add(variable.key());
            String text = variable.defaultText();
            if (text == null) {
                return unset(shape, variable);
            }
            entry = new Source.Entry(text, DEFAULT);
        }
        entries.put(variable.component(), entry);
        if (variable.secret()) {
            rememberSecret(entry.text());
        }
        try {
            return variable.converter().convert(entry.text());
        } catch (Refusal refused) {
            Form form = variable.converter().form();
            // what is a secret only by its name may stand in the reason
            Refusal told = variable.secret() && !form.secret() ? form.refusal() : refused;
            add(variable.key(), shown(variable, entry) + " " + told.reason(), shape, variable);
            return null;
        }
    }

    private @Nullable Object unset(RecordShape shape, RecordShape.Variable variable) {
        Object value = variable.converter().whenUnset();
        if (value == null) {
            add(variable.key(), "is missing." + Described.expectation(variable), shape, variable);
        }
        return value;
    }

    private @Nullable Object create(RecordShape shape, @Nullable Object[] values, Map<String, Source.Entry> entries) {
        try {
            return shape.constructor().newInstance(values);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            problems.add(Refused.problem(shape, entries, secrets, thrown.getCause()));
            return null;
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(shape.type() + " was opened and is closed now", impossible);
        }
    }

    /** Asks the new record whether it can take the place of the running one; a veto is a problem more. */
    @SuppressWarnings("unchecked") // a record of another type is refused as the mistake it is
    void ask(RecordShape shape, Record fresh, Record running) {
        if (fresh instanceof Live.Replaceable<?> replaceable) {
            try {
                ((Live.Replaceable<Record>) replaceable).canReplace(running);
            } catch (RuntimeException veto) {
                Map<String, Source.Entry> entries = new HashMap<>();
                for (RecordShape.Part part : shape.parts()) {
                    if (part instanceof RecordShape.Variable variable) {
                        sources.all(variable).stream().limit(1).forEach(won -> entries.put(part.component(), won));
                    }
                }
                problems.add(Refused.problem(shape, entries, secrets, veto));
            }
        }
    }

    /** The text, and what it lists, if it is a list. */
    private void rememberSecret(String text) {
        secrets.add(text);
        for (String part : EscapedText.split(text, ',')) {
            EscapedText.splitFirst(part, '=').stream()
                    .map(half -> EscapedText.plain(half).strip())
                    .filter(half -> half.length() >= SHORTEST_PART)
                    .forEach(secrets::add);
        }
    }

    private void add(String key, String message, RecordShape shape, RecordShape.Variable variable) {
        problems.add(new Problem(key, message + component(shape, variable)));
    }

    static String component(RecordShape shape, RecordShape.Variable variable) {
        return " (" + shape.type().getSimpleName() + "." + variable.component() + ")";
    }

    /** The value and where it came from. */
    static String shown(RecordShape.Variable variable, Source.Entry entry) {
        String value = variable.secret() ? Shown.MASK : Shown.value(entry.text());
        return value + (entry.place().equals(Source.CODE) ? " set in code" : " from " + entry.place());
    }
}
