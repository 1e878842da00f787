package dev.operable.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is read for a record, worked out once from its components.
 *
 * @param parts one for each component, in their order
 */
record RecordShape(Class<?> type, Constructor<?> constructor, List<Part> parts) {
    /** Kept with the type, since the JDK takes longer to say what a record is than all of the binding takes. */
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return of(type, "", List.of());
        }
    };

    /** A component: a variable, or a record with variables of its own. */
    sealed interface Part permits Variable, Nested {
        String component();
    }

    /** A variable; the default text is null where there is none. */
    record Variable(
            String component,
            String key,
            Converter converter,
            @Nullable String defaultText,
            boolean secret,
            String doc,
            String example)
            implements Part {
        Variable withDefault(@Nullable String text) {
            return new Variable(component, key, converter, text, secret, doc, example);
        }

        boolean required() {
            return defaultText == null && converter.whenUnset() == null;
        }
    }

    /** A record inside; an optional one is absent when none of its variables is set. */
    record Nested(String component, RecordShape shape, boolean optional) implements Part {}

    /** All variables, those of nested records where their component stands. */
    Stream<Variable> variables() {
        return parts.stream()
                .flatMap(part -> part instanceof Variable variable
                        ? Stream.of(variable)
                        : ((Nested) part).shape().variables());
    }

    /** The same with other default texts, by key. */
    RecordShape withDefaults(Map<String, String> defaults) {
        if (defaults.isEmpty()) {
            return this;
        }
        List<Part> changed = parts.stream()
                .map(part -> part instanceof Variable variable
                        ? (Part) variable.withDefault(defaults.getOrDefault(variable.key(), variable.defaultText()))
                        : new Nested(
                                part.component(),
                                ((Nested) part).shape().withDefaults(defaults),
                                ((Nested) part).optional()))
                .toList();
        return new RecordShape(type, constructor, changed);
    }

    /**
     * The shape of a type.
     *
     * @throws IllegalArgumentException if settings cannot be bound to it
     */
    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape of(Class<?> type, String prefix, List<Class<?>> outer) {
        if (outer.contains(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself");
        }
        List<Class<?>> path = Stream.concat(outer.stream(), Stream.of(type)).toList();
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            parts.add(part(type, component, prefix, path));
        }
        return new RecordShape(type, constructor(type), List.copyOf(parts));
    }

    private static Part part(Class<?> type, RecordComponent component, String prefix, List<Class<?>> path) {
        Type wanted = component.getGenericType();
        Prefix own = component.getAnnotation(Prefix.class);
        boolean optional = wanted instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
        Type nested = optional ? ((ParameterizedType) wanted).getActualTypeArguments()[0] : wanted;
        // Asked before the converters: a record of settings may have a factory of(String) for its users' convenience.
        boolean settings = nested instanceof Class<?> inner && inner.isRecord() && (own != null || isAnnotated(inner));
        Converter converter = settings ? null : Converters.find(wanted);
        if (converter != null) {
            if (own != null) {
                throw new IllegalArgumentException(name(type, component)
                        + " has a @Prefix, which is for nested records. Use @Key to name its variable.");
            }
            return variable(type, component, prefix, converter);
        }
        if (nested instanceof Class<?> inner && inner.isRecord()) {
            String inside = prefix + (own == null ? "" : own.value());
            return new Nested(component.getName(), of(inner, inside, path), optional);
        }
        throw new IllegalArgumentException(name(type, component) + " has the type " + wanted.getTypeName()
                + ", which no text can become. Use a type with a static parse(CharSequence), valueOf(String) or"
                + " of(String).");
    }

    private static boolean isAnnotated(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .anyMatch(component -> component.isAnnotationPresent(Key.class)
                        || component.isAnnotationPresent(Default.class)
                        || component.isAnnotationPresent(Doc.class));
    }

    private static Variable variable(Class<?> type, RecordComponent component, String prefix, Converter converter) {
        Key named = component.getAnnotation(Key.class);
        String key = prefix + (named == null ? KeyName.of(component.getName()) : named.value());
        Default unset = component.getAnnotation(Default.class);
        Doc doc = component.getAnnotation(Doc.class);
        if (unset != null) {
            checkDefault(name(type, component), converter, unset.value());
        }
        return new Variable(
                component.getName(),
                key,
                converter,
                unset == null ? null : unset.value(),
                converter.form().secret() || (holdsText(component) && Shown.isSecretName(key)),
                doc == null ? "" : doc.value(),
                doc == null ? "" : doc.example());
    }

    /** A wrong default is a mistake of the program, whatever the environment says. */
    private static void checkDefault(String where, Converter converter, String text) {
        try {
            converter.convert(text);
        } catch (Refusal refused) {
            String shown = converter.form().secret() ? Shown.MASK : Shown.value(text);
            throw new IllegalArgumentException("The default " + shown + " of " + where + " " + refused.reason());
        }
    }

    private static boolean holdsText(RecordComponent component) {
        return component.getGenericType().getTypeName().contains(String.class.getName());
    }

    private static Constructor<?> constructor(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            Access.open(constructor, type);
            return constructor;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + " is a record without its constructor", impossible);
        }
    }

    private static String name(Class<?> type, RecordComponent component) {
        return type.getSimpleName() + "." + component.getName();
    }
}
