package dev.operable.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the converter of a component's type. */
final class Converters {
    private Converters() {}

    /** The converter, or null if no text can become that type. */
    static @Nullable Converter find(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            Converter present = several(generic.getActualTypeArguments()[0]);
            return present == null ? null : new OptionalConverter(present);
        }
        return several(type);
    }

    private static @Nullable Converter several(Type type) {
        if (!(type instanceof ParameterizedType generic)) {
            return type instanceof Class<?> plain ? single(plain) : null;
        }
        Type[] arguments = generic.getActualTypeArguments();
        Converter element = arguments[arguments.length - 1] instanceof Class<?> plain ? single(plain) : null;
        if (element == null) {
            return null;
        }
        if (generic.getRawType() == List.class) {
            return Elements.list(element);
        }
        if (generic.getRawType() == Set.class) {
            return Elements.set(element);
        }
        return generic.getRawType() == Map.class && arguments[0] == String.class ? Elements.map(element) : null;
    }

    private static @Nullable Converter single(Class<?> type) {
        Converter scalar = Scalars.find(type);
        if (scalar != null) {
            return scalar;
        }
        return type.isEnum() ? new EnumConverter(type) : StaticFactory.find(type);
    }
}
