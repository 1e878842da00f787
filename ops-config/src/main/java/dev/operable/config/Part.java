package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a component is made: from a variable, from a record inside, or from a choice, whose variable names one of several
 * records. Immutable.
 */
final class Part {
    final String component;
    /** Null where there is just one record. */
    final @Nullable Variable variable;
    /** Empty where there is just a variable. */
    final List<RecordShape> shapes;
    /** Whether a record inside is absent when none of its variables is set, or its choice is not. */
    final boolean optional;
    /** All that may be read. */
    final List<Variable> variables = new ArrayList<>();

    Part(String component, @Nullable Variable variable, List<RecordShape> shapes, boolean optional) {
        this.component = component;
        this.variable = variable;
        this.shapes = shapes;
        this.optional = optional;
        if (variable != null) {
            variables.add(variable);
        }
        for (RecordShape shape : shapes) {
            variables.addAll(shape.variables);
        }
    }

    /** The same with other default texts, by key, and with what other records say of its variables. */
    Part with(Map<String, String> defaults, Set<String> secrets, Set<String> demanded) {
        List<RecordShape> changed = new ArrayList<>();
        for (RecordShape shape : shapes) {
            changed.add(shape.with(defaults, secrets, demanded));
        }
        return new Part(
                component, variable == null ? null : variable.with(defaults, secrets, demanded), changed, optional);
    }
}
