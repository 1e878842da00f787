package dev.operable.config;

import java.lang.reflect.GenericArrayType;
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

    boolean isOwn(Class<?> type) {
        return own.containsKey(type);
    }

    /** The conversion, or null if no text can become that type. */
    @Nullable
    Conversion find(Type type) {
        Type wanted = resolved(type);
        Class<?> raw = raw(wanted);
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
        return type.isEnum() ? Names.ofEnum(type) : StaticFactory.find(type);
    }
}
