package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the fixed fields of an event, then those of the MDC, then the key-values, then the stack trace. */
final class EventFields extends LogFields {
    private static final List<String> IDENTITY = List.of("service", "version", "environment", "instance");
    private static final Prepared TIMESTAMP = Prepared.of("@timestamp");
    private static final Prepared LEVEL = Prepared.of("level");
    private static final Prepared LOGGER = Prepared.of("logger");
    private static final Prepared THREAD = Prepared.of("thread");
    private static final Prepared MESSAGE = Prepared.of("message");
    private static final Prepared STREAM = Prepared.of("stream");
    private static final Prepared MARKERS = Prepared.of("markers");
    private static final Prepared STACK_TRACE = Prepared.of("stack_trace");

    private static final Set<String> FIXED = Set.of(
            "@timestamp",
            "level",
            "logger",
            "thread",
            "message",
            "service",
            "version",
            "environment",
            "instance",
            "stream",
            "markers",
            "omitted_fields",
            "stack_trace");

    EventFields(@Nullable ServiceIdentity identity, Redaction redaction) {
        super(identity, IDENTITY, redaction, EventFields::free);
    }

    @Override
    void write(JsonGenerator json, FieldWriter fields, ILoggingEvent event, LogStream stream) {
        fields.sure(TIMESTAMP, Timestamps.utc(event.getInstant()));
        fields.sure(LEVEL, level(event));
        fields.logger(LOGGER, event.getLoggerName());
        fields.thread(THREAD, event.getThreadName());
        fields.fixed(MESSAGE, event.getFormattedMessage());
        identity(fields);
        fields.sure(STREAM, stream(stream));
        fields.own(own(event));
        fields.array(MARKERS, OwnFields.markers(event));
        if (fields.omitted() > 0) {
            json.writeNumberProperty("omitted_fields", fields.omitted());
        }
        if (event.getThrowableProxy() != null) {
            fields.fixed(STACK_TRACE, stackTrace(event));
        }
    }

    /** One that has the name of a fixed field gets a trailing underscore. */
    private static String free(String name) {
        return FIXED.contains(name) ? name + "_" : name;
    }
}
