package dev.operable.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the broken rules of a record some of whose values are missing or malformed: the constructor is tried with many
 * values in their place, extreme ones and ordinary ones. A rule counts as broken only if none of them keeps it, so that
 * nothing wrong is said of a value whose counterpart is not known.
 */
final class Probe {
    private static final int MOST_TRIALS = 256;
    private static final long MOST_NANOS = 1_000_000_000;

    /** Whatever converts is a value to try; numbers come with the ends of their types. */
    private static final List<String> TEXTS = List.of(
            "0",
            "1",
            "-1",
            "2",
            "127",
            "-128",
            "32767",
            "-32768",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "1e300",
            "-1e300",
            "0s",
            "1ns",
            "365000d",
            "true",
            "false",
            "x",
            "x,y",
            "x=1");

    private final RecordShape shape;
    private final @Nullable Object[] values;
    private final Collection<String> texts;
    private final List<Trial> trials = new ArrayList<>();

    private Probe(RecordShape shape, @Nullable Object[] values, Collection<String> texts) {
        this.shape = shape;
        this.values = values;
        this.texts = texts;
    }

    /**
     * Tries the constructor.
     *
     * @param values those that are not known are null
     * @param texts of the values that are known
     */
    static Probe of(RecordShape shape, @Nullable Object[] values, Collection<String> texts) {
        Probe probe = new Probe(shape, values, texts);
        probe.tryAll();
        return probe;
    }

    private void tryAll() {
        List<List<@Nullable Object>> choices = new ArrayList<>();
        double product = 1;
        for (int i = 0; i < values.length; i++) {
            choices.add(values[i] == null ? substitutes(i) : List.of(values[i]));
            product *= choices.get(i).size();
        }
        Random random = new Random(0); // the same report each time
        long end = System.nanoTime() + MOST_NANOS;
        for (int run = 0; run < Math.min(product, MOST_TRIALS); run++) {
            if (System.nanoTime() - end > 0) {
                trials.clear(); // some are as good as none
                return;
            }
            int code = run;
            @Nullable Object[] tried = new Object[values.length];
            for (int i = 0; i < values.length; i++) {
                List<@Nullable Object> choice = choices.get(i);
                tried[i] = choice.get(product <= MOST_TRIALS ? code % choice.size() : random.nextInt(choice.size()));
                code /= choice.size();
            }
            trials.add(Trial.run(shape, tried));
        }
    }

    private List<@Nullable Object> substitutes(int component) {
        Set<@Nullable Object> found = new LinkedHashSet<>();
        if (shape.parts().get(component) instanceof RecordShape.Variable variable) {
            Conversion converter = variable.converter();
            Form form = converter.form();
            List<String> all = new ArrayList<>(TEXTS);
            all.addAll(texts);
            all.add(variable.example());
            // the names of an enum stand in its noun
            all.addAll(Arrays.asList((form.noun() + " " + form.examples()).split("[ ,]+")));
            if (variable.defaultText() != null) {
                all.add(variable.defaultText());
            }
            all.forEach(text -> found.add(converted(converter, text)));
            found.add(converter.whenUnset());
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
        } catch (Refusal otherType) {
            return null;
        }
    }

    /** The rules that are broken whatever the unknown values are, by component and requirement. */
    Map<String, InvalidComponent> broken() {
        Map<String, InvalidComponent> broken = new LinkedHashMap<>();
        trials.forEach(trial -> broken.putAll(trial.broken()));
        broken.keySet().removeIf(rule -> !isBrokenInAll(rule));
        return broken;
    }

    private boolean isBrokenInAll(String rule) {
        boolean everywhere = true;
        boolean sure = true;
        for (Trial trial : trials) {
            boolean broken = trial.broken().containsKey(rule);
            everywhere &= broken;
            sure &= broken ? trial.isSure(rule) : !trial.isKept(rule);
        }
        return everywhere || sure;
    }

    /** What the constructor throws whatever the unknown values are; null when that depends. */
    @Nullable
    Throwable thrown() {
        Set<String> messages = new LinkedHashSet<>();
        trials.forEach(trial -> messages.add(String.valueOf(trial.thrown())));
        return messages.size() == 1 ? trials.get(0).thrown() : null;
    }
}
