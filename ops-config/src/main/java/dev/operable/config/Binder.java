package dev.operable.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes records out of the sources and writes down everything that is in the way. Used once, by one thread. */
final class Binder {
    static final String DEFAULT = "its default";

    /** Old names that are set and still read. */
    final Set<Problem> warnings = new LinkedHashSet<>();
    /** Required variables that are not set, by all names that are read. */
    final Set<String> missing = new TreeSet<>();
    /** Other variables that are not set. */
    final Set<String> defaulted = new TreeSet<>();

    /** What is read, whether it is set or not. */
    final List<Variable> asked = new ArrayList<>();
    /** By variable, what to say if it is set and nobody else reads it: its choice is not set. */
    final Map<String, String> idle = new TreeMap<>();

    List<Problem> problems = new ArrayList<>();
    private final Sources sources;

    Binder(Sources sources) {
        this.sources = sources;
    }

    /** The record, or null if that is impossible; then there is a problem more. */
    @Nullable
    Object bind(RecordShape shape) {
        @Nullable Object[] values = new Object[shape.parts.size()];
        List<Problem> earlier = problems;
        List<List<Problem>> here = new ArrayList<>();
        for (Part part : shape.parts) {
            problems = new ArrayList<>();
            values[here.size()] = value(part);
            here.add(problems);
        }
        here.add(new ArrayList<>());
        Object made = create(shape, values, here);
        problems = earlier;
        for (List<Problem> some : here) {
            problems.addAll(some);
        }
        return made;
    }

    private @Nullable Object value(Part part) {
        RecordShape shape = null;
        if (part.variable != null) {
            Object chosen = value(part.variable);
            Object type = chosen instanceof Optional<?> optional ? optional.orElse(null) : chosen;
            for (RecordShape each : part.shapes) {
                shape = each.type == type ? each : shape;
            }
            if (shape == null) {
                for (RecordShape each : part.shapes) {
                    tellIdle(each, part.variable, chosen);
                }
                return chosen;
            }
        } else {
            shape = part.shapes.get(0);
            if (part.optional && !isAnySet(shape)) {
                for (Variable variable : shape.variables) {
                    defaulted.add(variable.key);
                    tellOld(variable);
                }
                return Optional.empty();
            }
        }
        Object value = bind(shape);
        return value == null || !part.optional ? value : Optional.of(value);
    }

    private void tellIdle(RecordShape shape, Variable choice, @Nullable Object chosen) {
        for (Variable variable : shape.variables) {
            for (String name : chosen == null ? List.<String>of() : variable.read) {
                idle.put(
                        name,
                        "but nothing reads it while " + choice.key + " is not set. Set " + choice.key + " to "
                                + choice.conversion.noun + ", or remove it. (" + variable.name + ")");
            }
        }
    }

    private boolean isAnySet(RecordShape shape) {
        for (Variable variable : shape.variables) {
            try {
                if (sources.find(variable) != null) {
                    return true;
                }
            } catch (Refusal unreadable) {
                return true; // binding it says what is wrong
            }
        }
        return false;
    }

    private @Nullable Object value(Variable variable) {
        Object value = converted(variable);
        tellOld(variable);
        return value;
    }

    private @Nullable Object converted(Variable variable) {
        Conversion conversion = variable.conversion;
        String name = variable.key;
        asked.add(variable);
        ConfigValue entry;
        try {
            name = sources.used(variable);
            entry = sources.find(name, conversion.emptyCounts);
            if (entry == null && variable.required) {
                String fileKey = name + Sources.FILE;
                ConfigValue file = sources.first(fileKey);
                if (file != null && !sources.declared.contains(fileKey)) {
                    throw Source.refusal(fileKey, file, "is empty");
                }
            }
        } catch (Refusal refusal) {
            String key = refusal.key;
            add(key == null ? name : key, refusal.reason, variable);
            return null;
        }
        if (entry == null) {
            if (variable.required) {
                missing.addAll(variable.read);
            } else {
                defaulted.add(variable.key);
            }
            if (variable.unset == null) {
                if (conversion.whenUnset == null) {
                    add(variable.key, "is missing." + Described.expectation(variable), variable);
                }
                return conversion.whenUnset;
            }
            entry = new ConfigValue(variable.unset, DEFAULT);
        }
        try {
            return conversion.convert(entry.text());
        } catch (Refusal refusal) {
            // what is a secret only by its name may stand in the reason
            Refusal told = variable.secret && !conversion.secret ? conversion.refusal() : refusal;
            add(name, shown(variable, entry) + " " + told.reason, variable);
            return null;
        }
    }

    /** What a variable that was read is set to, by itself or by its default; null where it is neither, or was not read. */
    @Nullable
    ConfigValue entry(Variable variable) {
        if (!asked.contains(variable)) {
            return null;
        }
        try {
            ConfigValue set = sources.find(variable);
            return set != null || variable.unset == null ? set : new ConfigValue(variable.unset, DEFAULT);
        } catch (Refusal unreadable) {
            return null;
        }
    }

    /** The name by which a variable is set. */
    String name(Variable variable) {
        try {
            return sources.used(variable);
        } catch (Refusal several) {
            return variable.key;
        }
    }

    /** The texts of those of the variables that have one; the secret ones only for whom knows them. */
    List<String> texts(List<Variable> variables, boolean withSecrets) {
        List<String> texts = new ArrayList<>();
        for (Variable variable : variables) {
            ConfigValue entry = entry(variable);
            if (entry != null && (withSecrets || !variable.secret)) {
                texts.add(entry.text());
            }
        }
        return texts;
    }

    /** Whether this is one of the names by which something is read. */
    boolean reads(String name) {
        for (Variable variable : asked) {
            if (variable.read.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private void tellOld(Variable variable) {
        for (int i = 1; i < variable.names.size(); i++) {
            for (String suffix : Sources.SUFFIXES) {
                String old = variable.names.get(i) + suffix;
                ConfigValue set = sources.first(old);
                if (set != null && i < variable.read.size()) {
                    String place = set.where().isEmpty() ? "" : "set " + set.where();
                    String message = place + "is an old name of " + variable.key + suffix + ". Rename it.";
                    warnings.add(new Problem(old, message));
                } else if (set != null) {
                    String message = "is set " + set.where() + "but is not read any more. Set " + variable.key + suffix
                            + " in its place, and remove it.";
                    add(old, message, variable);
                }
            }
        }
    }

    private @Nullable Object create(RecordShape shape, @Nullable Object[] values, List<List<Problem>> here) {
        boolean complete = !Arrays.asList(values).contains(null);
        List<Trial> trials = complete ? List.of(new Trial(shape, values)) : Trial.all(shape, values, this);
        Map<String, String> broken = Trial.broken(trials);
        Throwable thrown = Trial.thrown(trials);
        Object made = null;
        if (complete) {
            Refusal.passOn(thrown);
            made = trials.get(0).made;
        }
        if (shape.constraints != null) {
            shape.constraints.check(shape, values, made, broken);
        }
        if (!broken.isEmpty() || thrown != null) {
            new Refused(this, shape, values, here).tell(broken, thrown);
        }
        return broken.isEmpty() ? made : null; // made in spite of broken rules, it is not to be used
    }

    /** Asks the new record whether it can take the place of the running one; a veto is a problem more. */
    void ask(RecordShape shape, Record fresh, Record running) {
        if (fresh instanceof Live.Replaceable<?> replaceable) {
            @Nullable Object[] known = new Object[shape.parts.size()];
            Arrays.fill(known, fresh);
            List<Trial> asked = List.of(new Trial(shape, known, replaceable, running));
            Throwable veto = Trial.thrown(asked);
            Refusal.passOn(veto);
            List<Problem> vetoes = new ArrayList<>();
            // beside whatever component, they are the only ones
            new Refused(this, shape, known, Collections.nCopies(known.length + 1, vetoes))
                    .tell(Trial.broken(asked), veto);
            problems.addAll(vetoes);
        }
    }

    private void add(String key, String message, Variable variable) {
        problems.add(new Problem(key, message + " (" + variable.name + ")"));
    }

    /** The value and where it came from. */
    static String shown(Variable variable, ConfigValue entry) {
        return (variable.secret ? Shown.MASK : Shown.value(entry.text())) + " " + entry.origin();
    }
}
