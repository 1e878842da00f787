package dev.operable.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks and prints what each is beside the one that its class is measured by. */
final class Benchmarks {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final List<String> MEASURES = List.of(
            "BindingBenchmark.operable",
            "TransportBenchmark.apache",
            "LiveBenchmark.volatileRead",
            "LogBenchmark.logstash",
            "ScrapeBenchmark.registry");

    private Benchmarks() {}

    /** Takes JMH's own arguments; without a name all benchmarks run. */
    public static void main(String[] arguments) throws Exception {
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        for (RunResult result : results) {
            Result<?> score = result.getPrimaryResult();
            Result<?> bytes =
                    Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION));
            Result<?> processor =
                    Objects.requireNonNull(result.getSecondaryResults().get(CpuTime.NAME));
            System.out.printf(
                    Locale.ROOT,
                    "%-40s %12.3f %-6s %6.2f x %10.0f bytes %10.0f ns of the processor%n",
                    name(result) + " " + variant(result),
                    score.getScore(),
                    score.getScoreUnit(),
                    score.getScore() / measure(result, results),
                    bytes.getScore(),
                    processor.getScore());
        }
    }

    /** The score that the results of the same class are divided by. */
    private static double measure(RunResult of, Collection<RunResult> results) {
        return results.stream()
                .filter(result -> type(result).equals(type(of))
                        && variant(result).equals(variant(of))
                        && MEASURES.contains(name(result)))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String type(RunResult result) {
        return name(result).split("\\.", 2)[0];
    }

    /** The values of its parameters. */
    private static String variant(RunResult result) {
        return result.getParams().getParamsKeys().stream()
                .map(result.getParams()::getParam)
                .collect(Collectors.joining(" "));
    }

    private static String name(RunResult result) {
        String whole = result.getParams().getBenchmark();
        return whole.substring(whole.lastIndexOf('.', whole.lastIndexOf('.') - 1) + 1);
    }
}
