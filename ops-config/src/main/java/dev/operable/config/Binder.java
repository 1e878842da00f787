package dev.operable.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records out of the sources and writes down everything that is in the way. Used once, by one thread. */
final class Binder {
    private static final String DEFAULT = "its default";

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
                warn(variable);
                tellDefunct(shape, variable);
            } else {
                values[i] = nested((RecordShape.Nested) parts.get(i));
            }
        }
        here.add(new ArrayList<>());
        Object made = create(shape, values, here);
        problems = earlier;
        here.forEach(problems::addAll);
        return made;
    }

    private @Nullable Object nested(RecordShape.Nested nested) {
        if (!nested.optional()) {
            return bind(nested.shape());
        }
        if (nested.shape().variables().noneMatch(this::isSet)) {
            nested.shape().variables().forEach(variable -> {
                known.add(variable.key());
                defaulted.add(variable.key());
                tellDefunct(nested.shape(), variable);
            });
            return Optional.empty();
        }
        Object value = bind(nested.shape());
        return value == null ? null : Optional.of(value);
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
        if (variable.deprecated().isEmpty()) {
            return variable.key();
        }
        List<String> names = Stream.concat(Stream.of(variable.key()), variable.deprecated().stream())
                .toList();
        return sources.used(names, variable.converter().form().emptyCounts());
    }

    private Source.@Nullable Entry find(RecordShape.Variable variable, String name) throws Refusal {
        return sources.find(name, variable.converter().form().emptyCounts());
    }

    private @Nullable Object value(RecordShape shape, RecordShape.Variable variable) {
        known.add(variable.key());
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
            add(name, shown(variable, entry) + " " + refusal.reason(), shape, variable);
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
