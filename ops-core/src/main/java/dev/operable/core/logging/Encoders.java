package dev.operable.core.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.operable.core.ServiceIdentity;
import org.jspecify.annotations.Nullable;

/** Chooses how the events of a destination are written. */
record Encoders(
        LoggerContext context, LogFormat format, @Nullable ServiceIdentity identity) {
    Encoder<ILoggingEvent> forDestination(LogDestination destination) {
        boolean terminal = destination.file().isEmpty() && StandardOutput.isTerminal();
        return switch (format) {
            case JSON -> JsonEncoder.create(context, new EventFields(identity));
            case ECS -> JsonEncoder.create(context, new EcsFields(identity));
            case TEXT -> new TextEncoder(terminal);
            case AUTO -> terminal ? new TextEncoder(true) : JsonEncoder.create(context, new EventFields(identity));
        };
    }
}
