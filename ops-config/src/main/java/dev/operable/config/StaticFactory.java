package dev.operable.config;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any type that reads itself: a static {@code parse(CharSequence)}, {@code valueOf(String)}, {@code of(String)} or {@code
 * fromString(String)}, or a constructor that takes a String; none of them private.
 */
final class StaticFactory {
    private static final List<String> NAMES = List.of("parse", "valueOf", "of", "fromString");

    private StaticFactory() {}

    static @Nullable Conversion find(Class<?> type) {
        for (String name : NAMES) {
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
                    + StaticFactory.class.getModule().getName()
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
