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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read for a record, worked out once from its components. Immutable. */
final class RecordShape {
    /** Looked for once: what is not on the class path costs a look into each jar. */
    private static final boolean VALIDATION = isThere();

    final Class<?> type;
    final Constructor<?> constructor;
    /** One for each component, in their order. */
    final List<Part> parts;
    /** Null where no annotation asks for them. */
    final @Nullable Constraints constraints;
    /** All of them, those of nested records where their component stands. */
    final List<Variable> variables = new ArrayList<>();

    private RecordShape(
            Class<?> type, Constructor<?> constructor, List<Part> parts, @Nullable Constraints constraints) {
        this.type = type;
        this.constructor = constructor;
        this.parts = parts;
        this.constraints = constraints;
        for (Part part : parts) {
            variables.addAll(part.variables);
        }
    }

    /** The same with other default texts, by key, and with what other records say of its variables. */
    RecordShape with(Map<String, String> defaults, Set<String> secrets, Set<String> demanded) {
        List<Part> changed = new ArrayList<>();
        for (Part part : parts) {
            changed.add(part.with(defaults, secrets, demanded));
        }
        return new RecordShape(type, constructor, changed, constraints);
    }

    /**
     * The shape of a type.
     *
     * @throws IllegalArgumentException if settings cannot be bound to it
     */
    static RecordShape of(Class<?> type, Converters converters) {
        for (Type each : type.getGenericInterfaces()) {
            if (each instanceof ParameterizedType generic
                    && generic.getRawType() == Live.Replaceable.class
                    && !converters.raw(generic.getActualTypeArguments()[0]).isAssignableFrom(type)) {
                throw new IllegalArgumentException(
                        type.getName() + " can replace records of another type. Let it implement" + " Replaceable<"
                                + type.getSimpleName() + ">.");
            }
        }
        return of(type, "", List.of(), converters, "");
    }

    private static RecordShape of(
            Class<?> type, String prefix, List<Class<?>> outer, Converters converters, String condition) {
        if (outer.contains(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself");
        }
        List<Class<?>> path = new ArrayList<>(outer);
        path.add(type);
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            parts.add(part(components[i], prefix, path, converters, condition));
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            Converters.open(constructor, type);
            return new RecordShape(
                    type, constructor, parts, VALIDATION && isConstrained(type) ? Constraints.of(type) : null);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + " is a record without its constructor", impossible);
        }
    }

    private static Part part(
            RecordComponent component, String prefix, List<Class<?>> path, Converters converters, String condition) {
        Type wanted = converters.resolved(component.getGenericType());
        Prefix own = component.getAnnotation(Prefix.class);
        boolean optional = wanted instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
        Type nested = optional ? ((ParameterizedType) wanted).getActualTypeArguments()[0] : wanted;
        Class<?> inner = converters.raw(nested);
        List<Class<?>> records = records(inner);
        // Asked before the converters: a record of settings may have a factory of(String) for its users' convenience.
        boolean settings = !converters.isOwn(inner) && (own != null ? !records.isEmpty() : anyAnnotated(records));
        Conversion conversion = settings ? null : converters.find(wanted);
        if (conversion != null) {
            if (own != null) {
                throw new IllegalArgumentException(name(component)
                        + " has a @Prefix, which is for nested records. Use @Key to name its variable.");
            }
            Variable variable = variable(component, prefix, conversion, condition);
            return new Part(variable.component, variable, List.of(), false);
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException(name(component) + " has the type " + wanted.getTypeName()
                    + ", which no text can become. " + hint(wanted));
        }
        Variable choice = null;
        if (!inner.isRecord()) {
            Conversion names = Names.ofRecords(inner, records);
            choice = variable(component, prefix, optional ? Converters.optional(names) : names, condition);
        }
        String inside = prefix + (own == null ? "" : own.value());
        Converters within = converters.inside(converters.resolved(nested));
        List<RecordShape> shapes = new ArrayList<>();
        String any = own == null ? "variable of " + component.getName() : inside + "*";
        for (Class<?> each : records) {
            String when = choice != null
                    ? " Read when " + choice.key + " is " + Names.shortName(inner, each) + "."
                    : optional ? " Read when any " + any + " is set." : "";
            shapes.add(of(each, inside, path, within, when + condition));
        }
        return new Part(component.getName(), choice, shapes, optional);
    }

    /** What a nested component may be: the record that it is, or those that its sealed interface permits. */
    private static List<Class<?>> records(Class<?> type) {
        List<Class<?>> all =
                type.isSealed() && type.isInterface() ? List.of(type.getPermittedSubclasses()) : List.of(type);
        for (Class<?> each : all) {
            if (!each.isRecord()) {
                return List.of();
            }
        }
        return all;
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

    private static boolean anyAnnotated(List<Class<?>> records) {
        for (Class<?> type : records) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.isAnnotationPresent(Key.class)
                        || component.isAnnotationPresent(Default.class)
                        || component.isAnnotationPresent(Doc.class)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A wrong default is a mistake of the program, whatever the environment says. */
    private static Variable variable(
            RecordComponent component, String prefix, Conversion conversion, String condition) {
        Variable variable = new Variable(component, prefix, conversion, condition);
        for (String each : variable.names) {
            if (!each.matches("[^=\\s\\p{Cntrl}]+")) {
                throw new IllegalArgumentException(name(component) + " has the name " + Shown.value(each)
                        + ", which no variable can have. Leave out spaces and =.");
            }
        }
        try {
            if (variable.unset != null) {
                conversion.convert(variable.unset);
            }
            return variable;
        } catch (Refusal refused) {
            String shown = conversion.secret ? Shown.MASK : Shown.value(String.valueOf(variable.unset));
            throw new IllegalArgumentException(
                    "The default " + shown + " of " + name(component) + " " + refused.reason);
        }
    }

    private static boolean isThere() {
        try {
            Class.forName("jakarta.validation.Constraint");
            return true;
        } catch (ClassNotFoundException withoutIt) {
            return false;
        }
    }

    /** Looks at the names only. Without the library at run time the JVM leaves its annotations out: none are looked for. */
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

    private static String name(RecordComponent component) {
        return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    }
}
