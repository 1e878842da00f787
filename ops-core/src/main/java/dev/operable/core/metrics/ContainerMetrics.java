package dev.operable.core.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the container may use and uses, {@code container.memory.*} and {@code container.cpu.*}, from the files of Linux'
 * control groups. Elsewhere there are no such meters. The files are read at each scrape, for limits change while a
 * container runs.
 */
final class ContainerMetrics implements MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(ContainerMetrics.class);

    private final Path root;

    /** @param root {@code /}, or where a test has its files */
    ContainerMetrics(Path root) {
        this.root = root;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        try {
            Optional<ContainerMemory> memory = Cgroup.of(root, "memory").map(ContainerMemory::new);
            Optional<ContainerCpu> cpu = Cgroup.of(root, "cpu").map(ContainerCpu::new);
            memory.filter(ContainerMemory::known).ifPresent(known -> memory(registry, known));
            cpu.filter(ContainerCpu::known).ifPresent(known -> cpu(registry, known));
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The limits of the container are not measured: they cannot be read.");
        }
    }

    private static void memory(MeterRegistry registry, ContainerMemory memory) {
        gauge("container.memory.limit", memory, ContainerMemory::limit)
                .baseUnit(BaseUnits.BYTES)
                .description("The memory beyond which the container is killed; none where there is no limit")
                .register(registry);
        gauge("container.memory.used", memory, ContainerMemory::used)
                .baseUnit(BaseUnits.BYTES)
                .description("The memory in use, without the file cache that the kernel can drop")
                .register(registry);
    }

    private static void cpu(MeterRegistry registry, ContainerCpu cpu) {
        gauge("container.cpu.limit", cpu, ContainerCpu::limit)
                .description("The processors that may be used; none where there is no limit")
                .register(registry);
        FunctionCounter.builder("container.cpu.periods", cpu, ContainerCpu::periods)
                .description("Periods in which the limit of processors was accounted")
                .register(registry);
        FunctionCounter.builder("container.cpu.throttled.periods", cpu, ContainerCpu::throttledPeriods)
                .description("Periods in which the container had used up its processors")
                .register(registry);
        FunctionCounter.builder("container.cpu.throttled", cpu, ContainerCpu::throttledSeconds)
                .baseUnit("seconds")
                .description("Time for which the container was not let run")
                .register(registry);
    }

    private static <T> Gauge.Builder<T> gauge(String name, T of, ToDoubleFunction<T> value) {
        // Strong, for nobody else holds what the files are read with; the counters' own reference is weak.
        return Gauge.builder(name, of, value).strongReference(true);
    }
}
