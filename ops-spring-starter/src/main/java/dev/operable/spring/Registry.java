package dev.operable.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;

/** Where our parts register their meters. */
final class Registry {
    private Registry() {}

    /** The registry of the application; one that keeps nothing where there is none. */
    static MeterRegistry of(ObjectProvider<MeterRegistry> registries) {
        return registries.getIfUnique(CompositeMeterRegistry::new);
    }
}
