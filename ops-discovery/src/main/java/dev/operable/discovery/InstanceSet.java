package dev.operable.discovery;

import java.time.Instant;
import java.util.List;

/**
 * The instances of a service as they were last seen. Immutable; a newer one replaces it as a whole.
 *
 * @param service the service's name
 * @param version grows with every change; 0 before the first answer
 * @param instances those that may be called; empty when there are none
 * @param seenAt when the source last confirmed this set
 * @param source where it came from, for people: {@code consul}, {@code static}
 */
public record InstanceSet(
        String service, long version, List<ServiceInstance> instances, Instant seenAt, String source) {
    public InstanceSet {
        instances = List.copyOf(instances);
    }
}
