package dev.operable.health;

import dev.operable.config.Durations;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@link SelfCheck} methods of an object, those of its superclasses and interfaces too. */
final class AnnotatedChecks {
    private AnnotatedChecks() {}

    static List<CheckDefinition> of(Object target) {
        List<CheckDefinition> found = new ArrayList<>();
        for (Method method : AnnotatedMethods.of(target.getClass())) {
            found.add(definition(target, method, method.getAnnotation(SelfCheck.class)));
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
                    "The @SelfCheck method " + origin + " cannot be called: open its package to dev.operable.health,"
                            + " with \"opens " + method.getDeclaringClass().getPackageName()
                            + " to dev.operable.health;\" in the module-info of "
                            + method.getDeclaringClass().getModule().getName() + ".",
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
        return Durations.of(text)
                .orElseThrow(() -> new IllegalArgumentException("The @SelfCheck method " + origin + " has " + attribute
                        + " = \"" + text + "\", which is not a duration. Write it as 500ms, 2s, 5m or PT2S."));
    }
}
