package dev.operable.discovery;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** A view of one service as a watch fills it, with its protection against a catalog that is suddenly empty. */
public final class SimulatedCatalog {
    private final LiveInstances view = new LiveInstances("hits", "the catalog", Clock.systemUTC());
    private final EmptyGuard guard;

    /** The duration is how long an empty list is not believed. */
    public SimulatedCatalog(Duration keepEmpty, LongSupplier nanos) {
        guard = new EmptyGuard(LoggerFactory.getLogger(SimulatedCatalog.class), view, "The catalog", keepEmpty, nanos);
    }

    public Instances view() {
        return view;
    }

    /** The catalog lists these. */
    public void lists(int... ports) {
        List<ServiceInstance> instances = Arrays.stream(ports)
                .mapToObj(port -> new ServiceInstance("hits-" + port, "hits", "127.0.0.1", port, Set.of(), Map.of()))
                .toList();
        guard.saw(instances);
    }
}
