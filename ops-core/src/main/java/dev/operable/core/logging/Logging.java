package dev.operable.core.logging;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** stub */
public final class Logging implements MeterBinder, AutoCloseable {
    private Logging() {}

    public static Logging start(ServiceIdentity identity, LoggingSettings settings) {
        return new Logging();
    }

    @Override
    public void bindTo(MeterRegistry registry) {}

    @Override
    public void close() {}
}
