package dev.operable.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is read for a record, worked out once from its components.
 *
 * @param parts one for each component, in their order
 * @param constraints null where no annotation asks for them
 */
record RecordShape(
        Class<?> type,
        Constructor<?> constructor,
        List<Part> parts,
        @Nullable Constraints constraints) {
    /** Kept with the type, since the JDK takes longer to say what a record is than all of the binding takes. */
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return of(type, "", List.of(), new Converters(Map.of()));
        }
    };

    /** A component: a variable, a record with variables of its own, or a choice between such records. */
    sealed interface Part permits Variable, Nested {
        String component();

        Stream<Variable> variables();

        /** The same with each variable changed. */
        Part with(UnaryOperator<Variable> change);
    }

    /** A variable; the default text is null where there is none. */
    record Variable(
            String component,
            String key,
            List<String> deprecated,
            List<String> defunct,
            Conversion converter,
            @Nullable String defaultText,
            boolean secret,
            String doc,
            String example)
            implements Part {
        Variable with(@Nullable String otherDefault, String otherDoc) {
            return new Variable(
                    component, key, deprecated, defunct, converter, otherDefault, secret, otherDoc, example);
        }

        /** The key, then the old names that are still read. */
        List<String> read() {
            return deprecated.isEmpty()
                    ? List.of(key)
                    : Stream.concat(Stream.of(key), deprecated.stream()).toList();
        }

        /** The key and all names that it had before. */
        Stream<String> names() {
            return Stream.concat(read().stream(), defunct.stream());
        }

        boolean required() {
            return defaultText == null && converter.whenUnset() == null;
        }

        @Override
        public Stream<Variable> variables() {
            return Stream.of(this);
        }

        @Override
        public Variable with(UnaryOperator<Variable> change) {
            return change.apply(this);
        }
    }

    /**
     * A record inside, or one of several.
     *
     * @param optional whether it is absent when none of its variables is set, or its choice is not
     * @param choice the variable whose value is the type of the one to make; null where there is only one
     */
    record Nested(
            String component,
            List<RecordShape> shapes,
            boolean optional,
            @Nullable Variable choice) implements Part {
        /** The one of that type. */
        RecordShape shape(Object chosen) {
            return shapes.stream()
                    .filter(shape -> shape.type() == chosen)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public Stream<Variable> variables() {
            return Stream.concat(Stream.ofNullable(choice), shapes.stream().flatMap(RecordShape::variables));
        }

        @Override
        public Nested with(UnaryOperator<Variable> change) {
            List<RecordShape> changed =
                    shapes.stream().map(shape -> shape.with(change)).toList();
            return new Nested(component, changed, optional, choice == null ? null : change.apply(choice));
        }
    }

    /** All variables, those of nested records where their component stands. */
    Stream<Variable> variables() {
        return parts.stream().flatMap(Part::variables);
    }

    /** The same with other default texts, by key. */
    RecordShape withDefaults(Map<String, String> defaults) {
        return defaults.isEmpty()
                ? this
                : with(variable ->
                        variable.with(defaults.getOrDefault(variable.key(), variable.defaultText()), variable.doc()));
    }

    RecordShape with(UnaryOperator<Variable> change) {
        List<Part> changed = parts.stream().map(part -> part.with(change)).toList();
        return new RecordShape(type, constructor, changed, constraints);
    }

    /**
     * The shape of a type.
     *
     * @throws IllegalArgumentException if settings cannot be bound to it
     */
    static RecordShape of(Class<?> type, Converters converters) {
        return converters.areOnlyOurs() ? SHAPES.get(type) : of(type, "", List.of(), converters);
    }

    private static RecordShape of(Class<?> type, String prefix, List<Class<?>> outer, Converters converters) {
        if (outer.contains(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself");
        }
        List<Class<?>> path = Stream.concat(outer.stream(), Stream.of(type)).toList();
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            parts.add(part(type, component, prefix, path, converters));
        }
        return new RecordShape(
                type, constructor(type), List.copyOf(parts), isConstrained(type) ? Constraints.of(type) : null);
    }

    private static Part part(
            Class<?> type, RecordComponent component, String prefix, List<Class<?>> path, Converters converters) {
        Type wanted = converters.resolved(component.getGenericType());
        Prefix own = component.getAnnotation(Prefix.class);
        boolean optional = wanted instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
        Type nested = optional ? ((ParameterizedType) wanted).getActualTypeArguments()[0] : wanted;
        Class<?> inner = converters.raw(nested);
        List<Class<?>> records = records(inner);
        // Asked before the converters: a record of settings may have a factory of(String) for its users' convenience.
        boolean settings = !converters.isOwn(inner)
                && !records.isEmpty()
                && (own != null || records.stream().anyMatch(RecordShape::isAnnotated));
        Conversion converter = settings ? null : converters.find(wanted);
        if (converter != null) {
            if (own != null) {
                throw new IllegalArgumentException(name(type, component)
                        + " has a @Prefix, which is for nested records. Use @Key to name its variable.");
            }
            return variable(type, component, prefix, converter);
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException(name(type, component) + " has the type " + wanted.getTypeName()
                    + ", which no text can become. " + hint(wanted));
        }
        String inside = prefix + (own == null ? "" : own.value());
        Converters within = converters.inside(converters.resolved(nested));
        List<RecordShape> shapes = new ArrayList<>();
        records.forEach(each -> shapes.add(of(each, inside, path, within)));
        if (inner.isRecord()) {
            return new Nested(component.getName(), shapes, optional, null);
        }
        Conversion names = Names.of(inner, records);
        Variable choice = variable(type, component, prefix, optional ? names.optional() : names);
        shapes.replaceAll(shape -> {
            String when = " Read when " + choice.key() + " is " + Names.shortName(inner, shape.type()) + ".";
            return shape.with(each -> each.with(each.defaultText(), (Sentence.closed(each.doc()) + when).strip()));
        });
        return new Nested(component.getName(), shapes, optional, choice);
    }

    /** What a nested component may be: the record that it is, or those that its sealed interface permits. */
    private static List<Class<?>> records(Class<?> type) {
        List<Class<?>> all =
                type.isSealed() && type.isInterface() ? List.of(type.getPermittedSubclasses()) : List.of(type);
        return all.stream().allMatch(Class::isRecord) ? all : List.of();
    }

    private static String hint(Type type) {
        if (type instanceof TypeVariable<?>) {
            return "Say what it is where the record is a component, as in Range<Duration> range.";
        }
        return type.getTypeName().lastIndexOf(Optional.class.getName()) > 0
                ? "An Optional cannot stand inside of another type."
                : "Use a type with a static parse(CharSequence), valueOf(String) or of(String) or with a constructor for a"
                        + " String, or say converter(...) before bind(...).";
    }

    private static boolean isAnnotated(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .anyMatch(component -> component.isAnnotationPresent(Key.class)
                        || component.isAnnotationPresent(Default.class)
                        || component.isAnnotationPresent(Doc.class));
    }

    private static Variable variable(Class<?> type, RecordComponent component, String prefix, Conversion converter) {
        Key named = component.getAnnotation(Key.class);
        String own = named == null ? "" : named.value();
        String key = prefix + (own.isEmpty() ? KeyName.of(component.getName()) : own);
        Default unset = component.getAnnotation(Default.class);
        Doc doc = component.getAnnotation(Doc.class);
        if (unset != null) {
            checkDefault(name(type, component), converter, unset.value());
        }
        return new Variable(
                component.getName(),
                key,
                named == null ? List.of() : prefixed(prefix, named.deprecated()),
                named == null ? List.of() : prefixed(prefix, named.defunct()),
                converter,
                unset == null ? null : unset.value(),
                converter.form().secret()
                        || (converter.form().free() && Redaction.standard().hides(key)),
                doc == null ? "" : doc.value(),
                doc == null ? "" : doc.example());
    }

    private static List<String> prefixed(String prefix, String[] names) {
        return Arrays.stream(names).map(prefix::concat).toList();
    }

    /** A wrong default is a mistake of the program, whatever the environment says. */
    private static void checkDefault(String where, Conversion converter, String text) {
        try {
            converter.convert(text);
        } catch (Refusal refused) {
            String shown = converter.form().secret() ? Shown.MASK : Shown.value(text);
            throw new IllegalArgumentException("The default " + shown + " of " + where + " " + refused.reason());
        }
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

    /** Looks at the names only, since the library may be absent. */
    private static boolean isConstrained(Class<?> type) {
        StringBuilder annotations = new StringBuilder();
        append(annotations, type);
        for (Field field : type.getDeclaredFields()) {
            append(annotations, field);
            annotations.append(field.getAnnotatedType());
        }
        for (Method method : type.getDeclaredMethods()) {
            append(annotations, method);
        }
        return annotations.indexOf("jakarta.validation.") >= 0;
    }

    /** With their own annotations, which make a constraint of somebody else's. */
    private static void append(StringBuilder annotations, AnnotatedElement place) {
        for (Annotation annotation : place.getAnnotations()) {
            Class<?> kind = annotation.annotationType();
            annotations.append(kind.getName()).append(Arrays.toString(kind.getAnnotations()));
        }
    }

    private static String name(Class<?> type, RecordComponent component) {
        return type.getSimpleName() + "." + component.getName();
    }
}
