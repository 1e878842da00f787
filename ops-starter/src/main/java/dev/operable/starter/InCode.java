package dev.operable.starter;

import dev.operable.core.Redaction;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * What the code gives a service that no variable can.
 *
 * @param redaction what is hidden, the names of {@code OPS_REDACT} included
 * @param registries where meters go besides Prometheus'
 */
record InCode(Redaction redaction, List<MeterRegistry> registries) {
    InCode {
        registries = List.copyOf(registries);
    }
}
