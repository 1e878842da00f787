package dev.operable.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes records out of the sources and writes down everything that is in the way. Used once, by one thread. */
final class Binder {
    static final String DEFAULT = "its default";

    private final Sources sources;
    private List<Problem> problems = new ArrayList<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();
    private final Refused refused = new Refused();
    private final Set<String> known = new TreeSet<>();
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> defaulted = new TreeSet<>();

    Binder(Sources sources) {
        this.sources = sources;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Old names that are set and still read. */
    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** All variables of the records, by the names that they have today. */
    Set<String> known() {
        return known;
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
        List<RecordShape.Part> parts = shape.parts();
        @Nullable Object[] values = new Object[parts.size()];
        List<Problem> earlier = problems;
        List<List<Problem>> here = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            problems = new ArrayList<>();
            here.add(problems);
            if (parts.get(i) instanceof RecordShape.Variable variable) {
                values[i] = value(shape, variable);
            } else {
                values[i] = nested(shape, (RecordShape.Nested) parts.get(i));
            }
        }
        here.add(new ArrayList<>());
        Object made = create(shape, values, here);
        problems = earlier;
        here.forEach(problems::addAll);
        return made;
    }

    private @Nullable Object nested(RecordShape outer, RecordShape.Nested nested) {
        nested.variables().map(RecordShape.Variable::key).forEach(known::add);
        RecordShape.Variable choice = nested.choice();
        RecordShape shape = nested.shapes().get(0);
        if (choice != null) {
            Object chosen = value(outer, choice);
            Object type = chosen instanceof Optional<?> optional ? optional.orElse(null) : chosen;
            if (type == null) {
                return chosen;
            }
            shape = nested.shape(type);
        } else if (nested.optional() && shape.variables().noneMatch(this::isSet)) {
            for (RecordShape.Variable variable : shape.variables().toList()) {
                defaulted.add(variable.key());
                tellDefunct(shape, variable);
            }
            return Optional.empty();
        }
        Object value = bind(shape);
        return value == null || !nested.optional() ? value : Optional.of(value);
    }

    private boolean isSet(RecordShape.Variable variable) {
        try {
            return find(variable, name(variable)) != null;
        } catch (Refusal unreadable) {
            return true; // binding it says what is wrong
        }
    }

    /** The name that is used: today's or an old one. */
    private String name(RecordShape.Variable variable) throws Refusal {
        return variable.deprecated().isEmpty()
                ? variable.key()
                : sources.used(variable.read(), variable.converter().form().emptyCounts());
    }

    private Source.@Nullable Entry find(RecordShape.Variable variable, String name) throws Refusal {
        return sources.find(name, variable.converter().form().emptyCounts());
    }

    private @Nullable Object value(RecordShape shape, RecordShape.Variable variable) {
        known.add(variable.key());
        warn(variable);
        Object value = converted(shape, variable);
        tellDefunct(shape, variable);
        return value;
    }

    private @Nullable Object converted(RecordShape shape, RecordShape.Variable variable) {
        String name = variable.key();
        Source.Entry entry;
        try {
            name = name(variable);
            entry = find(variable, name);
        } catch (Refusal refusal) {
            String key = refusal.key();
            add(key == null ? name : key, refusal.reason(), shape, variable);
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
        refused.remember(variable, name, entry);
        try {
            return variable.converter().convert(entry.text());
        } catch (Refusal refusal) {
            Form form = variable.converter().form();
            // what is a secret only by its name may stand in the reason
            Refusal told = variable.secret() && !form.secret() ? form.refusal() : refusal;
            add(name, shown(variable, entry) + " " + told.reason(), shape, variable);
            return null;
        }
    }

    private void warn(RecordShape.Variable variable) {
        for (String old : variable.deprecated()) {
            for (String suffix : List.of("", Sources.FILE)) {
                String place = sources.place(old + suffix);
                if (place != null) {
                    String where = place.equals(Source.ENVIRONMENT) ? "" : "set in " + place + " ";
                    warnings.add(new Problem(
                            old + suffix, where + "is an old name of " + variable.key() + suffix + ". Rename it."));
                }
            }
        }
    }

    private void tellDefunct(RecordShape shape, RecordShape.Variable variable) {
        for (String old : variable.defunct()) {
            for (String suffix : List.of("", Sources.FILE)) {
                String place = sources.place(old + suffix);
                if (place != null) {
                    String where = place.equals(Source.ENVIRONMENT) ? "" : "in " + place + " ";
                    String message = "is set " + where + "but is not read any more. Set " + variable.key() + suffix
                            + " in its place, and remove it.";
                    add(old + suffix, message, shape, variable);
                }
            }
        }
    }

    private @Nullable Object unset(RecordShape shape, RecordShape.Variable variable) {
        Object value = variable.converter().whenUnset();
        if (value == null) {
            add(variable.key(), "is missing." + Described.expectation(variable), shape, variable);
        }
        return value;
    }

    private @Nullable Object create(RecordShape shape, @Nullable Object[] values, List<List<Problem>> here) {
        boolean complete = !Arrays.asList(values).contains(null);
        List<Trial> trials = Trial.all(shape, values, complete ? List.of() : refused.texts(shape));
        Map<String, InvalidComponent> broken = Trial.broken(trials);
        Throwable thrown = Trial.thrown(trials);
        Object made = null;
        if (complete) {
            if (thrown instanceof Error error) {
                throw error;
            }
            made = trials.get(0).made();
        }
        if (shape.constraints() != null) {
            shape.constraints().check(shape, values, made, broken);
        }
        refused.tell(shape, values, broken.values(), thrown, here);
        return broken.isEmpty() ? made : null; // made in spite of broken rules, it is not to be used
    }

    /** Asks the new record whether it can take the place of the running one; a veto is a problem more. */
    @SuppressWarnings("unchecked") // a record of another type is refused as the mistake it is
    void ask(RecordShape shape, Record fresh, Record running) {
        if (fresh instanceof Live.Replaceable<?> replaceable) {
            try {
                ((Live.Replaceable<Record>) replaceable).canReplace(running);
            } catch (RuntimeException veto) {
                @Nullable Object[] known = new Object[shape.parts().size()];
                Arrays.fill(known, fresh);
                List<List<Problem>> here = new ArrayList<>();
                IntStream.rangeClosed(0, known.length).forEach(place -> here.add(new ArrayList<>()));
                refused.tell(shape, known, List.of(), veto, here);
                here.forEach(problems::addAll);
            }
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
        return (variable.secret() ? Shown.MASK : Shown.value(entry.text())) + " " + origin(entry);
    }

    /** Where a value came from. */
    static String origin(Source.Entry entry) {
        return entry.place().equals(Source.CODE) ? "set in code" : "from " + entry.place();
    }
}
