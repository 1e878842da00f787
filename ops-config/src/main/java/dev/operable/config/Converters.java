package dev.operable.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the conversion of a component's type, and so the shape of a record, by {@link #get}. Immutable. */
final class Converters extends ClassValue<RecordShape> {
    /** Without any of the user. */
    static final Converters OURS = new Converters(Map.of());

    private static final List<String> FACTORIES = List.of("parse", "valueOf", "of", "fromString");

    private final Map<Class<?>, Conversion> own;
    private final Map<TypeVariable<?>, Type> variables;

    /** With the conversions that the user brings, which win over all others. */
    Converters(Map<Class<?>, Conversion> own) {
        this(own, Map.of());
    }

    private Converters(Map<Class<?>, Conversion> own, Map<TypeVariable<?>, Type> variables) {
        this.own = Map.copyOf(own);
        this.variables = Map.copyOf(variables);
    }

    /** For the components of a generic record, whose type variables mean here what they mean in this use of it. */
    Converters inside(Type use) {
        if (!(use instanceof ParameterizedType generic)) {
            return this;
        }
        Map<TypeVariable<?>, Type> known = new HashMap<>(variables);
        TypeVariable<?>[] parameters = raw(use).getTypeParameters();
        for (int i = 0; i < parameters.length; i++) {
            known.put(parameters[i], generic.getActualTypeArguments()[i]);
        }
        return new Converters(own, known);
    }

    /** What a type variable or a wildcard stands for; any other type as it is. */
    Type resolved(Type type) {
        Type meant = type instanceof TypeVariable<?> variable
                ? variables.get(variable)
                : type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : null;
        return meant == null ? type : resolved(meant);
    }

    Class<?> raw(Type type) {
        Type resolved = resolved(type);
        if (resolved instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        if (resolved instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        return resolved instanceof Class<?> plain ? plain : Object.class;
    }

    /** Kept with the type, since the JDK takes longer to say what a record is than all of the binding takes. */
    @Override
    protected RecordShape computeValue(Class<?> type) {
        return RecordShape.of(type, this);
    }

    /** The class of a primitive type; any other as it is. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    boolean isOwn(Class<?> type) {
        return own.containsKey(type);
    }

    /** The conversion, or null if no text can become that type. */
    @Nullable
    Conversion find(Type type) {
        Type wanted = resolved(type);
        Class<?> raw = boxed(raw(wanted));
        if (isOwn(raw)) {
            return own.get(raw);
        }
        if (raw.isArray()) {
            Type component =
                    wanted instanceof GenericArrayType array ? array.getGenericComponentType() : raw.getComponentType();
            Conversion element = item(component);
            return element == null ? null : Elements.of(raw, element);
        }
        if (!(wanted instanceof ParameterizedType generic)) {
            return single(raw);
        }
        Type[] arguments = generic.getActualTypeArguments();
        Conversion item = item(arguments[arguments.length - 1]);
        if (item == null) {
            return null;
        }
        if (raw == Optional.class) {
            return optional(item);
        }
        if (raw == List.class || raw == Set.class) {
            return Elements.of(raw, item);
        }
        return raw == Map.class && resolved(arguments[0]) == String.class ? Elements.map(item) : null;
    }

    /** An empty text is no value here, whatever it would be inside. */
    static Conversion optional(Conversion item) {
        return item.inside(item.noun, item.examples, Optional.empty(), text -> Optional.of(item.convert(text)));
    }

    /** Inside another type: what is there is there, so that nothing is optional. */
    private @Nullable Conversion item(Type type) {
        return raw(type) == Optional.class ? null : find(type);
    }

    private static @Nullable Conversion single(Class<?> type) {
        Conversion scalar = Scalars.find(type);
        if (scalar != null) {
            return scalar;
        }
        return type.isEnum() ? Names.ofEnum(type) : ofItself(type);
    }

    /**
     * Any type that reads itself: a static {@code parse(CharSequence)}, {@code valueOf(String)}, {@code of(String)} or {@code
     * fromString(String)}, or a constructor that takes a String; none of them private.
     */
    private static @Nullable Conversion ofItself(Class<?> type) {
        for (String name : FACTORIES) {
            for (Class<?> parameter : List.of(CharSequence.class, String.class)) {
                Method factory = method(type, name, parameter);
                if (factory != null) {
                    return conversion(type, factory);
                }
            }
        }
        Constructor<?> constructor = constructor(type);
        return constructor == null ? null : conversion(type, constructor);
    }

    private static Conversion conversion(Class<?> type, Executable factory) {
        open(factory, type);
        return Conversion.free(withArticle(type.getSimpleName()), "", text -> {
            try {
                return factory instanceof Method method
                        ? method.invoke(null, text)
                        : ((Constructor<?>) factory).newInstance(text);
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof Error error) {
                    throw error;
                }
                throw thrown.getCause() instanceof Exception cause ? cause : thrown;
            }
        });
    }

    /** Lets records and factories stay package-private in the code of users. */
    static void open(AccessibleObject member, Class<?> type) {
        if (!member.canAccess(null) && !member.trySetAccessible()) {
            throw new IllegalArgumentException(type.getName() + " is out of reach: its module "
                    + type.getModule().getName() + " does not open its package. Add `opens "
                    + type.getPackageName() + " to "
                    + Converters.class.getModule().getName()
                    + ";` to the module-info.java of that module.");
        }
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?> parameter) {
        try {
            Method method = type.getDeclaredMethod(name, parameter);
            boolean fits = Modifier.isStatic(method.getModifiers()) && type.isAssignableFrom(method.getReturnType());
            return fits && isOpen(method) ? method : null;
        } catch (NoSuchMethodException absent) {
            return null;
        }
    }

    /** Not of the JDK's own types: {@code new Timer(text)} starts a thread, {@code new PrintWriter(text)} empties a file. */
    private static @Nullable Constructor<?> constructor(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers()) || type.getName().startsWith("java")) {
            return null;
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(String.class);
            return isOpen(constructor) ? constructor : null;
        } catch (NoSuchMethodException absent) {
            return null;
        }
    }

    private static boolean isOpen(Executable factory) {
        return !Modifier.isPrivate(factory.getModifiers());
    }

    /** {@code a Unit} and {@code a UUID}: a U is more often read as a consonant. */
    private static String withArticle(String noun) {
        return ("AEIO".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }
}
