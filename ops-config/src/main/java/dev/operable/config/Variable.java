package dev.operable.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read for a component, and what there is to say of it. Immutable. */
final class Variable {
    final String component;
    /** With that of its record, as people find it in the code. */
    final String name;

    final String key;
    /** The key, then the old names. */
    final List<String> names;
    /** Those that are read: the key and the first of the old ones. */
    final List<String> read;

    final Conversion conversion;
    /** The text that stands for a variable that is not set, if there is one. */
    final @Nullable String unset;

    /** Also where it is a secret to another record only. */
    final boolean secret;
    /** Whether it is read only where a record inside is there. */
    final boolean conditional;

    /** Also where it is so to another record only. */
    final boolean required;

    final String doc;
    final String example;

    /** The variable that the annotations of a component describe; the condition is added to what it means. */
    Variable(RecordComponent named, String prefix, Conversion conversion, String condition) {
        Key own = named.getAnnotation(Key.class);
        Default text = named.getAnnotation(Default.class);
        Doc said = named.getAnnotation(Doc.class);
        this.component = named.getName();
        this.name = named.getDeclaringRecord().getSimpleName() + "." + component;
        this.key = prefix + (own == null || own.value().isEmpty() ? Names.variable(component) : own.value());
        this.names = new ArrayList<>(List.of(key));
        int readTo = 1;
        if (own != null) {
            for (String old : own.deprecated()) {
                names.add(prefix + old);
            }
            readTo = names.size();
            for (String old : own.defunct()) {
                names.add(prefix + old);
            }
        }
        this.read = List.copyOf(names.subList(0, readTo));
        this.conversion = conversion;
        this.unset = text == null ? null : text.value();
        this.secret = conversion.secret || (conversion.free && Masks.hides(key));
        this.required = unset == null && conversion.whenUnset == null;
        this.conditional = !condition.isEmpty();
        String means = said == null ? "" : onOneLine(said.value());
        this.doc = condition.isEmpty() ? means : (Shown.closed(means) + condition).strip();
        this.example = said == null ? "" : onOneLine(said.example());
    }

    /** As the report, the table and a comment have it; the rest of a comment would be a variable. */
    private static String onOneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private Variable(Variable other, @Nullable String unset, boolean secret, boolean required) {
        this.component = other.component;
        this.name = other.name;
        this.key = other.key;
        this.names = other.names;
        this.read = other.read;
        this.conversion = other.conversion;
        this.unset = unset;
        this.secret = secret;
        this.required = required;
        this.conditional = other.conditional;
        this.doc = other.doc;
        this.example = other.example;
    }

    /** The same with the default that is given for its key, if one is, and with what other records say of it. */
    Variable with(Map<String, String> defaults, Set<String> secrets, Set<String> demanded) {
        String text = defaults.getOrDefault(key, unset);
        boolean hidden = secret || !Collections.disjoint(secrets, read);
        return new Variable(this, text, hidden, text == null && (required || demanded.contains(key)));
    }
}
