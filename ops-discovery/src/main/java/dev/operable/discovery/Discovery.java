package dev.operable.discovery;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Finds the instances of services by name. Safe for use by many threads. */
public interface Discovery extends AutoCloseable {
    /** The live view of a service; the same object for the same name. Looking starts with the first call for a name. */
    Instances instances(String service);

    /** Whether this source is the one to ask for the service; true unless a source says otherwise. */
    default boolean knows(String service) {
        return true;
    }

    /** Stops looking. The views keep what they saw last. */
    @Override
    void close();

    /** Asks this source for the names it knows and {@code next} for all others; closing closes both. */
    default Discovery or(Discovery next) {
        return new ChainedDiscovery(this, next);
    }

    /**
     * Fixed addresses, for example {@code hits -> [http://a:8080, http://b:8080]}.
     *
     * @throws IllegalArgumentException if an address is not {@code http://host:port} or {@code https://host:port} without a path, or is there twice
     */
    static Discovery fixed(Map<String, List<URI>> addresses) {
        return FixedDiscovery.of(addresses);
    }

    /** Asks DNS, again whenever an answer has run out. Knows every name; nothing is sent until a service is looked for. */
    static Discovery dns(DnsSettings settings, MeterRegistry registry) {
        return new DnsDiscovery(new DnsLookup(settings, DnsServers.ofThisMachine()), Pace.USUAL, registry);
    }

    /** Knows no service. */
    static Discovery none() {
        return fixed(Map.of());
    }
}
