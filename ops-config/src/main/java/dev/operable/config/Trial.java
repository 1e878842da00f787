package dev.operable.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a record's constructor, or of its {@code canReplace}, in which each broken {@link Check} is written down and the constructor goes on. Where
 * values are missing or malformed there are many runs, with extreme and with ordinary values in their place, and a rule
 * counts as broken only if none of them keeps it: so nothing wrong is said of a value whose counterpart is not known. Used
 * once, by one thread.
 */
final class Trial {
    private static final ThreadLocal<@Nullable Trial> RUNNING = new ThreadLocal<>();
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Each round meets the values of two unknown components in other pairs. */
    private static final int ROUNDS = 3;
    /** A constructor that waits for something is not tried to its end; then nothing is said of it. */
    private static final long MOST_NANOS = 1_000_000_000;

    /** Whatever converts is a value to try; numbers come with the ends of their types. */
    private static final String TEXTS = "0 1 -1 2 127 -128 32767 -32768 2147483647 -2147483648 9223372036854775807"
            + " -9223372036854775808 1e300 -1e300 0s 1ns 365000d 0B 9223372036854775807B -1000000000-01-01T00:00:00Z"
            + " +1000000000-12-31T23:59:59Z -999999999-01-01 +999999999-12-31 true false x x,y x=1 / ";

    private final RecordShape shape;
    private final @Nullable Object[] values;
    /** The component of each rule, by the text of the rule. */
    private final Map<String, String> broken = new LinkedHashMap<>();
    /** Broken ones that are about the component's value alone, as it was given. */
    private final Set<String> sure = new HashSet<>();

    private final Set<String> kept = new HashSet<>();

    @Nullable
    Object made;

    private @Nullable Throwable thrown;

    /** Runs the constructor. */
    Trial(RecordShape shape, @Nullable Object[] values) {
        this(shape, values, null, null);
    }

    /** Runs the constructor; or asks a record, if there is one, whether it can take the place of another. */
    @SuppressWarnings("unchecked") // a record of another type is refused as the mistake it is
    Trial(RecordShape shape, @Nullable Object[] values, Live.@Nullable Replaceable<?> fresh, @Nullable Record running) {
        this.shape = shape;
        this.values = values;
        Trial outer = RUNNING.get();
        RUNNING.set(this);
        try {
            if (fresh == null || running == null) {
                made = shape.constructor.newInstance(values);
            } else {
                ((Live.Replaceable<Record>) fresh).canReplace(running);
            }
        } catch (InvocationTargetException refused) {
            thrown = refused.getCause();
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(shape.type + " was opened and is closed now", impossible);
        } catch (Throwable veto) { // or what the record's class threw when it was initialized
            thrown = veto;
        } finally {
            if (outer == null) {
                RUNNING.remove();
            } else {
                RUNNING.set(outer);
            }
        }
    }

    /**
     * Many trials, since values are unknown; none if they take too long.
     *
     * @param values the unknown ones are null
     * @param binder has the texts of the values that are known, since others may have to be the same
     */
    static List<Trial> all(RecordShape shape, @Nullable Object[] values, Binder binder) {
        List<List<@Nullable Object>> choices = new ArrayList<>();
        int most = 1;
        for (int i = 0; i < values.length; i++) {
            choices.add(values[i] == null ? substitutes(shape, shape.parts.get(i), binder) : List.of(values[i]));
            most = Math.max(most, choices.get(i).size());
        }
        List<Trial> trials = new ArrayList<>();
        long end = System.nanoTime() + MOST_NANOS;
        for (int run = 0; run < most * ROUNDS; run++) {
            if (run > 0 && System.nanoTime() - end > 0) {
                return List.of(); // some are as good as none
            }
            @Nullable Object[] tried = new Object[values.length];
            for (int i = 0; i < values.length; i++) {
                List<@Nullable Object> choice = choices.get(i);
                tried[i] = choice.get((run + run / most * i) % choice.size());
            }
            trials.add(new Trial(shape, tried));
        }
        return trials;
    }

    /** The rules that are broken whatever the unknown values are: the component of each, by its text. */
    static Map<String, String> broken(List<Trial> trials) {
        Map<String, String> broken = new LinkedHashMap<>();
        for (Trial trial : trials) {
            broken.putAll(trial.broken);
        }
        for (Iterator<String> rules = broken.keySet().iterator(); rules.hasNext(); ) {
            String rule = rules.next();
            boolean everywhere = true;
            boolean sure = true;
            for (Trial trial : trials) {
                boolean here = trial.broken.containsKey(rule);
                everywhere &= here;
                sure &= here ? trial.sure.contains(rule) : trial.thrown != null && !trial.kept.contains(rule);
            }
            if (!everywhere && !sure) {
                rules.remove();
            }
        }
        return broken;
    }

    /** What the constructor throws whatever the unknown values are; null when nothing, or when that depends. */
    static @Nullable Throwable thrown(List<Trial> trials) {
        Throwable first = trials.isEmpty() ? null : trials.get(0).thrown;
        for (Trial trial : trials) {
            if (!String.valueOf(trial.thrown).equals(String.valueOf(first))) {
                return null;
            }
        }
        return first;
    }

    private static List<@Nullable Object> substitutes(RecordShape shape, Part part, Binder binder) {
        Set<@Nullable Object> found = new LinkedHashSet<>();
        Variable variable = part.variable;
        if (variable != null && part.shapes.isEmpty()) {
            Conversion converter = variable.conversion;
            // the names of an enum stand in its noun
            String words = TEXTS + converter.noun + " " + converter.examples;
            List<String> all = new ArrayList<>(Arrays.asList(words.split("[ ,]+")));
            // a converter of the user may write down what it gets
            all.addAll(binder.texts(shape.variables, converter.secret));
            all.add(variable.example);
            if (variable.unset != null) {
                all.add(variable.unset);
            }
            for (String text : all) {
                found.add(converted(converter, text));
            }
            found.add(converter.whenUnset);
        }
        found.remove(null);
        if (found.isEmpty()) {
            found.add(null);
        }
        return new ArrayList<>(found);
    }

    private static @Nullable Object converted(Conversion converter, String text) {
        try {
            return converter.convert(text);
        } catch (Refusal | VirtualMachineError unlikely) {
            return null;
        }
    }

    /**
     * Told by {@link Check} of every rule.
     *
     * @throws IllegalArgumentException if it is broken and nobody wrote that down
     */
    static void check(String component, boolean holds, String requirement, @Nullable Object value) {
        Trial trial = RUNNING.get();
        String rule = component + " " + requirement;
        if (trial == null) {
            if (!holds) {
                throw new IllegalArgumentException(
                        rule + (value == null ? "" : ", but is " + Shown.value(Shown.text(value))));
            }
        } else if (holds) {
            trial.kept.add(rule);
        } else if (trial.isAskedByConstructor()) {
            trial.broken.put(rule, component);
            if (value != null && trial.isValueOf(component, value)) {
                trial.sure.add(rule);
            }
        } else {
            throw new IllegalArgumentException(rule); // the report shows the value in its own way
        }
    }

    private boolean isValueOf(String component, Object value) {
        for (int i = 0; i < values.length; i++) {
            Object given = values[i];
            if (shape.parts.get(i).component.equals(component) && given != null) {
                return Shown.text(given).equals(Shown.text(value));
            }
        }
        return false;
    }

    /**
     * Whether nobody but the record's own code, and the JDK's for its lambdas, stands between this run and the rule: then
     * it is safe to go on, since what comes of it is thrown away.
     */
    private boolean isAskedByConstructor() {
        List<Class<?>> callers = new ArrayList<>();
        WALKER.forEach(frame -> callers.add(frame.getDeclaringClass()));
        boolean entered = false;
        for (Class<?> caller : callers) {
            boolean ours = caller == Trial.class || caller == Check.class;
            if (!ours && caller != shape.type && caller.getModule() != Object.class.getModule()) {
                return false;
            }
            if (entered && caller == Trial.class) {
                return true;
            }
            entered |= !ours;
        }
        return false;
    }
}
