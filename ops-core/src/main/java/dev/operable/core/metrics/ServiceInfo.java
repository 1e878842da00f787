package dev.operable.core.metrics;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.Tags;

/** The labels of {@code service.info}. Prometheus has a label {@code instance} of its own, hence the other name. */
final class ServiceInfo {
    private ServiceInfo() {}

    static Tags tags(ServiceIdentity identity) {
        return Tags.of("version", identity.version(), "service_instance", identity.instance());
    }
}
