package dev.operable.config;

import java.lang.reflect.InvocationTargetException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a record's constructor, in which each broken {@link Check} is written down and the constructor goes on. Used
 * once, by one thread.
 */
final class Trial {
    private static final ThreadLocal<@Nullable Trial> RUNNING = new ThreadLocal<>();
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final RecordShape shape;
    private final @Nullable Object[] values;
    /** By component and requirement. */
    private final Map<String, InvalidComponent> broken = new LinkedHashMap<>();
    /** Broken ones that are about the component's value alone, as it was given. */
    private final Set<String> sure = new HashSet<>();

    private final Set<String> kept = new HashSet<>();
    private @Nullable Object made;
    private @Nullable Throwable thrown;

    private Trial(RecordShape shape, @Nullable Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    static Trial run(RecordShape shape, @Nullable Object[] values) {
        Trial trial = new Trial(shape, values);
        Trial outer = RUNNING.get();
        RUNNING.set(trial);
        try {
            trial.made = shape.constructor().newInstance(values);
        } catch (InvocationTargetException refused) {
            trial.thrown = Objects.requireNonNullElse(refused.getCause(), refused);
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(shape.type() + " was opened and is closed now", impossible);
        } finally {
            if (outer == null) {
                RUNNING.remove();
            } else {
                RUNNING.set(outer);
            }
        }
        return trial;
    }

    /**
     * Told by {@link Check} of every rule.
     *
     * @return whether the constructor goes on although the rule is broken
     */
    static boolean notes(String component, String requirement, boolean holds, @Nullable Object value) {
        Trial trial = RUNNING.get();
        if (trial == null || !(holds || trial.isAskedByConstructor())) {
            return false;
        }
        String rule = component + " " + requirement;
        if (holds) {
            trial.kept.add(rule);
        } else {
            trial.broken.putIfAbsent(rule, new InvalidComponent(component, requirement, null));
            if (value != null && trial.isValueOf(component, value)) {
                trial.sure.add(rule);
            }
        }
        return true;
    }

    Map<String, InvalidComponent> broken() {
        return broken;
    }

    /** Why the constructor ended early; null when it came to its end. */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** The record, unless a rule is broken. */
    @Nullable
    Object made() {
        return broken.isEmpty() ? made : null;
    }

    /** Whether the rule was kept for certain. */
    boolean isKept(String rule) {
        return !broken.containsKey(rule) && (thrown == null || kept.contains(rule));
    }

    /** Whether the rule was broken by what the component is, whatever the others are. */
    boolean isSure(String rule) {
        return sure.contains(rule);
    }

    private boolean isValueOf(String component, Object value) {
        List<RecordShape.Part> parts = shape.parts();
        for (int i = 0; i < parts.size(); i++) {
            Object given = values[i];
            if (parts.get(i).component().equals(component) && given != null) {
                return InvalidComponent.text(given).equals(InvalidComponent.text(value));
            }
        }
        return false;
    }

    /**
     * Whether nobody but the record's own code, and the JDK's for its lambdas, stands between this run and the rule: then
     * it is safe to go on, since what comes of it is thrown away.
     */
    private boolean isAskedByConstructor() {
        return WALKER.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .dropWhile(caller -> caller == Trial.class || caller == Check.class)
                .takeWhile(caller -> caller != Trial.class)
                .allMatch(caller -> caller == shape.type() || caller.getModule() == Object.class.getModule()));
    }
}
