package dev.operable.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The instances of a service as they were last seen. Immutable; a newer one replaces it as a whole.
 *
 * @param service the service's name
 * @param version grows with every change; 0 before the first answer
 * @param instances those that may be called; empty when there are none
 * @param seenAt when the source last confirmed this set
 * @param source where it came from, for people: {@code consul}, {@code dns}, {@code static}, or {@code snapshot} when it was
 *     read from the disk because the source has not answered since the start
 */
public record InstanceSet(
        String service, long version, List<ServiceInstance> instances, Instant seenAt, String source) {
    public InstanceSet {
        instances = List.copyOf(instances);
    }

    /** How long ago the source confirmed this set, never negative; very long when there was no answer yet. */
    public Duration age(Instant now) {
        Duration age = Duration.between(seenAt, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
