package dev.operable.core.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import org.jspecify.annotations.Nullable;

/** Chooses how the events of a destination are written. */
record Encoders(
        LoggerContext context, LogFormat format, @Nullable ServiceIdentity identity, Redaction redaction) {
    /** For whoever needs an event of an outlet that writes text. */
    DeferredEncoder json() {
        return new DeferredEncoder(this::fields);
    }

    DeferredEncoder forDestination(LogDestination destination) {
        return new DeferredEncoder(() -> encoder(destination));
    }

    private Encoder<ILoggingEvent> fields() {
        return new JsonEncoder(context, new EventFields(identity, redaction));
    }

    private Encoder<ILoggingEvent> encoder(LogDestination destination) {
        boolean terminal = destination.file().isEmpty() && StandardOutput.isTerminal();
        return switch (format) {
            case JSON -> fields();
            case ECS -> new JsonEncoder(context, new EcsFields(identity, redaction));
            case TEXT -> new TextEncoder(terminal, redaction);
            case AUTO -> terminal ? new TextEncoder(true, redaction) : fields();
        };
    }
}
