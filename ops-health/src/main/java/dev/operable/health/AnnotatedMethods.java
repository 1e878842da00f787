package dev.operable.health;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@link SelfCheck} methods of a class, of its superclasses and of all their interfaces, each piece of code once: of a
 * method and those that it overrides the nearest annotation counts.
 */
final class AnnotatedMethods {
    private AnnotatedMethods() {}

    static List<Method> of(Class<?> type) {
        List<Method> found = new ArrayList<>();
        for (Class<?> each : lineage(type)) {
            Method[] methods = each.getDeclaredMethods();
            // The JDK gives them in no particular order; people want the same one after each start.
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                if (method.isAnnotationPresent(SelfCheck.class)
                        && !method.isBridge()
                        && found.stream().noneMatch(nearer -> overrides(nearer, method))) {
                    found.add(method);
                }
            }
        }
        return found;
    }

    /** Classes before interfaces, as the JVM looks for the code of a method. */
    private static Set<Class<?>> lineage(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            all.add(each);
        }
        for (Class<?> each : List.copyOf(all)) {
            addInterfaces(each, all);
        }
        return all;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> to) {
        for (Class<?> each : type.getInterfaces()) {
            if (to.add(each)) {
                addInterfaces(each, to);
            }
        }
    }

    /** Whether a call of the one and a call of the other run the same code. */
    private static boolean overrides(Method nearer, Method method) {
        return nearer.getName().equals(method.getName())
                && Arrays.equals(nearer.getParameterTypes(), method.getParameterTypes())
                && isVirtual(nearer)
                && isVirtual(method)
                && (isVisible(method) || samePackage(nearer.getDeclaringClass(), method.getDeclaringClass()));
    }

    private static boolean isVirtual(Method method) {
        return !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
    }

    private static boolean isVisible(Method method) {
        return Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers());
    }

    private static boolean samePackage(Class<?> one, Class<?> other) {
        return one.getPackageName().equals(other.getPackageName()) && one.getClassLoader() == other.getClassLoader();
    }
}
