package dev.operable.starter;

import dev.operable.core.Redaction;
import dev.operable.core.errors.ErrorReporter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * What the code gives a service that no variable can.
 *
 * @param redaction what is hidden, the names of {@code OPS_REDACT} included
 * @param registries where meters go besides Prometheus'
 * @param errors where errors go instead of to Sentry
 */
record InCode(Redaction redaction, List<MeterRegistry> registries, Optional<ErrorReporter> errors) {
    InCode {
        registries = List.copyOf(registries);
    }
}
