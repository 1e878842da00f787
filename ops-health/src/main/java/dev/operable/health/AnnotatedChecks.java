package dev.operable.health;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@link SelfCheck} methods of an object, those of its superclasses too. */
final class AnnotatedChecks {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private AnnotatedChecks() {}

    static List<CheckDefinition> of(Object target) {
        List<CheckDefinition> found = new ArrayList<>();
        Set<String> overridden = new HashSet<>();
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            Method[] methods = type.getDeclaredMethods();
            // The JDK gives them in no particular order; people want the same one after each start.
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                SelfCheck annotation = method.getAnnotation(SelfCheck.class);
                if (annotation == null || method.isBridge() || overridden.contains(method.getName())) {
                    continue;
                }
                found.add(definition(target, method, annotation));
                if (!Modifier.isPrivate(method.getModifiers())) {
                    overridden.add(method.getName());
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(target.getClass().getName()
                    + " has no method annotated @SelfCheck, so there is nothing to register.");
        }
        return found;
    }

    private static CheckDefinition definition(Object target, Method method, SelfCheck annotation) {
        String origin = method.getDeclaringClass().getName() + "." + method.getName() + "()";
        Class<?> returned = method.getReturnType();
        if (method.getParameterCount() != 0) {
            throw new IllegalArgumentException("The @SelfCheck method " + origin
                    + " takes parameters. It must take none; keep what it needs in a field.");
        }
        if (returned != void.class && returned != boolean.class && returned != CheckResult.class) {
            throw new IllegalArgumentException("The @SelfCheck method " + origin + " returns " + returned.getName()
                    + ". It must return void (and throw on failure), boolean or CheckResult.");
        }
        try {
            method.setAccessible(true);
        } catch (InaccessibleObjectException | SecurityException inaccessible) {
            throw new IllegalArgumentException(
                    "The @SelfCheck method " + origin + " cannot be called: open its package to dev.operable.health.",
                    inaccessible);
        }
        CheckBuilder builder = HealthCheck.named(annotation.value())
                .criticality(annotation.criticality())
                .probe(annotation.probe())
                .timeout(duration(origin, "timeout", annotation.timeout()))
                .failuresUntilDown(annotation.failuresUntilDown())
                .successesUntilUp(annotation.successesUntilUp())
                .owner(annotation.owner());
        if (!annotation.every().isEmpty()) {
            builder.every(duration(origin, "every", annotation.every()));
        }
        if (!annotation.cache().isEmpty()) {
            builder.cache(duration(origin, "cache", annotation.cache()));
        }
        if (!annotation.runbook().isEmpty()) {
            builder.runbook(uri(origin, annotation.runbook()));
        }
        return builder.of(() -> call(target, method), origin);
    }

    private static URI uri(String origin, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(
                    "The @SelfCheck method " + origin + " has runbook = \"" + text + "\", which is not a URL.",
                    malformed);
        }
    }

    private static CheckResult call(Object target, Method method) throws Exception {
        Object returned;
        try {
            returned = method.invoke(target);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw thrown.getCause() instanceof Exception cause ? cause : thrown;
        }
        if (method.getReturnType() == void.class || Boolean.TRUE.equals(returned)) {
            return CheckResult.pass();
        }
        return returned instanceof CheckResult result
                ? result
                : CheckResult.fail(method.getName() + "() returned " + returned);
    }

    private static Duration duration(String origin, String attribute, String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "The @SelfCheck method " + origin + " has " + attribute + " = \"" + text
                            + "\", which is not a duration. Write it as 500ms, 2s, 5m or PT2S.",
                    malformed);
        }
    }
}
