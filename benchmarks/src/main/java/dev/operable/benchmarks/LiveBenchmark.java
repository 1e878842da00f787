package dev.operable.benchmarks;

import dev.operable.config.Live;
import dev.operable.config.Settings;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask for a live setting at every use, beside a volatile field that holds the same record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LiveBenchmark {
    record Limits(int most) {}

    private volatile Limits limits;
    private AtomicReference<Limits> reference;
    private Live<Limits> live;

    @Setup
    public void prepare() {
        Settings settings = Settings.of("benchmark")
                .environment(Map.of("MOST", "8"))
                .bind(Limits.class)
                .load();
        limits = settings.get(Limits.class);
        reference = new AtomicReference<>(limits);
        live = settings.live(Limits.class);
    }

    @Benchmark
    public int volatileRead() {
        return limits.most();
    }

    @Benchmark
    public int atomicReference() {
        return Objects.requireNonNull(reference.get()).most();
    }

    @Benchmark
    public int live() {
        return live.get().most();
    }
}
