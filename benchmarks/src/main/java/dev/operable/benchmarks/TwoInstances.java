package dev.operable.benchmarks;

import dev.operable.discovery.Discovery;
import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.Instances;
import dev.operable.discovery.ServiceInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Instances that never change, at no cost. */
final class TwoInstances implements Discovery, Instances {
    private final InstanceSet set;

    TwoInstances(int... ports) {
        set = new InstanceSet(
                "hits",
                1,
                Arrays.stream(ports)
                        .mapToObj(port ->
                                new ServiceInstance("hits-" + port, "hits", "127.0.0.1", port, Set.of(), Map.of()))
                        .toList(),
                Instant.EPOCH,
                "the benchmark");
    }

    @Override
    public Instances instances(String service) {
        return this;
    }

    @Override
    public String service() {
        return set.service();
    }

    @Override
    public InstanceSet current() {
        return set;
    }

    @Override
    public InstanceSet await(Duration atMost) {
        return set;
    }

    @Override
    public Subscription onChange(Consumer<InstanceSet> listener) {
        listener.accept(set);
        return () -> {};
    }

    @Override
    public void close() {}
}
