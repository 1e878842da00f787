package dev.operable.benchmarks;

import com.typesafe.config.ConfigBeanFactory;
import com.typesafe.config.ConfigFactory;
import dev.operable.config.Settings;
import io.airlift.configuration.ConfigurationFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * From a map of a hundred texts to one typed object, as each library does it when a process starts: nothing is kept from
 * one to the next but what the library itself keeps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BindingBenchmark {
    private static final int SMALLRYE_PRIORITY = 100;

    private Map<String, String> properties;
    private Map<String, String> variables;

    @Setup
    public void prepare() {
        properties = Hundred.properties();
        variables = properties.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        text -> text.getKey().toUpperCase(Locale.ROOT).replace('.', '_'), Map.Entry::getValue));
        check("operable", operable());
        check("smallRye", HundredMapping.record(smallRye()));
        check("spring", spring());
        check("airlift", Hundred.of(airlift().stream().map(AirliftGroup::record).toList()));
        check("lightbend", lightbend().record());
    }

    private static void check(String name, Hundred bound) {
        if (!bound.equals(Hundred.expected())) {
            throw new IllegalStateException(name + " bound something else: " + bound);
        }
    }

    @Benchmark
    public Hundred operable() {
        return Settings.of("benchmark")
                .environment(variables)
                .bind(Hundred.class)
                .load()
                .get(Hundred.class);
    }

    @Benchmark
    public HundredMapping smallRye() {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "benchmark", SMALLRYE_PRIORITY))
                .withConverter(Duration.class, SMALLRYE_PRIORITY, text -> Duration.parse("PT" + text))
                .withMapping(HundredMapping.class)
                .build()
                .getConfigMapping(HundredMapping.class);
    }

    @Benchmark
    public Hundred spring() {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("", Hundred.class)
                .get();
    }

    @Benchmark
    public List<AirliftGroup> airlift() {
        ConfigurationFactory factory = new ConfigurationFactory(properties);
        List<AirliftGroup> groups = new ArrayList<>();
        for (int i = 0; i < Hundred.GROUPS; i++) {
            groups.add(factory.build(AirliftGroup.class, "g" + i));
        }
        return groups;
    }

    @Benchmark
    public HundredBean lightbend() {
        return ConfigBeanFactory.create(ConfigFactory.parseMap(properties), HundredBean.class);
    }
}
