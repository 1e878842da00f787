package dev.operable.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any type that reads itself: a static {@code parse(CharSequence)}, {@code valueOf(String)} or {@code of(String)}. */
final class StaticFactory implements Converter {
    private static final List<String> NAMES = List.of("parse", "valueOf", "of");

    private final Method factory;
    private final Form form;

    private StaticFactory(Class<?> type, Method factory) {
        this.factory = factory;
        this.form = Form.of(withArticle(type.getSimpleName()), "");
    }

    static @Nullable StaticFactory find(Class<?> type) {
        for (String name : NAMES) {
            for (Class<?> parameter : List.of(CharSequence.class, String.class)) {
                Method factory = method(type, name, parameter);
                if (factory != null) {
                    Access.open(factory, type);
                    return new StaticFactory(type, factory);
                }
            }
        }
        return null;
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?> parameter) {
        try {
            Method method = type.getDeclaredMethod(name, parameter);
            boolean fits = Modifier.isStatic(method.getModifiers())
                    && !Modifier.isPrivate(method.getModifiers())
                    && type.isAssignableFrom(method.getReturnType());
            return fits ? method : null;
        } catch (NoSuchMethodException absent) {
            return null;
        }
    }

    @Override
    public Object convert(String text) throws Refusal {
        try {
            Object value = factory.invoke(null, text);
            if (value == null) {
                throw form.refusal();
            }
            return value;
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            String reason = cause == null ? null : cause.getMessage();
            throw form.refusal(
                    reason == null || reason.isBlank()
                            ? ""
                            : ": " + Sentence.open(Shown.message(reason, List.of(text))));
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(factory + " was opened and is closed now", impossible);
        }
    }

    @Override
    public Form form() {
        return form;
    }

    private static String withArticle(String noun) {
        return ("AEIOU".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }
}
