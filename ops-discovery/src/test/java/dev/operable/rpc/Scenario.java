package dev.operable.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What happens to a service, what must come of it, and which mechanism is switched off to see that it needs it.
 *
 * @param run plays it with a seed, and gives what was measured, in the order of the limits
 * @param ablation what is switched off
 * @param ablated plays it without that
 */
record Scenario(String name, List<Limit> limits, Play run, String ablation, Play ablated) {
    static final long SEEDS = 20;
    /** With a mechanism off; each must fail. */
    static final long SEEDS_OF_ABLATIONS = 5;

    interface Play {
        double[] measure(long seed);
    }

    /**
     * What must come of it.
     *
     * @param atLeast whether less is worse
     */
    record Limit(String what, boolean atLeast, double value, String unit) {
        static Limit atLeast(double value, String unit, String what) {
            return new Limit(what, true, value, unit);
        }

        static Limit atMost(double value, String unit, String what) {
            return new Limit(what, false, value, unit);
        }

        boolean holds(double measured) {
            return atLeast ? measured >= value : measured <= value;
        }

        String text(double number) {
            String digits = String.format(Locale.ROOT, "%.3f", number).replaceAll("\\.?0+$", "");
            return unit.isEmpty() ? digits : digits + " " + unit;
        }

        @Override
        public String toString() {
            return what + (atLeast ? " >= " : " <= ") + text(value);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** What each seed gave. */
    static List<double[]> measured(Play play, long seeds) {
        return LongStream.rangeClosed(1, seeds)
                .parallel()
                .mapToObj(play::measure)
                .toList();
    }

    /** What broke a limit, for people. */
    List<String> broken(List<double[]> measured) {
        List<String> broken = new ArrayList<>();
        for (int seed = 0; seed < measured.size(); seed++) {
            for (int i = 0; i < limits.size(); i++) {
                if (!limits.get(i).holds(measured.get(seed)[i])) {
                    broken.add("seed " + (seed + 1) + ": " + limits.get(i) + ", but it is "
                            + limits.get(i).text(measured.get(seed)[i]));
                }
            }
        }
        return broken;
    }

    /** The seeds that broke no limit. */
    long kept(List<double[]> measured) {
        return measured.stream()
                .filter(each -> IntStream.range(0, limits.size())
                        .allMatch(i -> limits.get(i).holds(each[i])))
                .count();
    }

    String worst(List<double[]> measured) {
        return each(i -> limits.get(i).atLeast() ? least(measured, i) : most(measured, i));
    }

    String best(List<double[]> measured) {
        return each(i -> limits.get(i).atLeast() ? most(measured, i) : least(measured, i));
    }

    private String each(ToDoubleFunction<Integer> value) {
        return IntStream.range(0, limits.size())
                .mapToObj(i -> limits.get(i).text(value.applyAsDouble(i)))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private static double least(List<double[]> measured, int i) {
        return measured.stream().mapToDouble(each -> each[i]).min().orElseThrow();
    }

    private static double most(List<double[]> measured, int i) {
        return measured.stream().mapToDouble(each -> each[i]).max().orElseThrow();
    }
}
