package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.util.Set;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of one event, in one place because a name must come only once: the fixed ones, then those of the MDC,
 * then the key-values, then the stack trace.
 */
final class EventFields extends AbstractJsonProvider<ILoggingEvent> {
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

    private final @Nullable ServiceIdentity identity;
    private final Redaction redaction;
    private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

    EventFields(@Nullable ServiceIdentity identity, Redaction redaction) {
        this.identity = identity;
        this.redaction = redaction;
    }

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) {
        FieldWriter fields = new FieldWriter(json, redaction);
        json.writeStringProperty("@timestamp", Timestamps.utc(event.getInstant()));
        json.writeStringProperty("level", event.getLevel().toString());
        fields.fixed("logger", event.getLoggerName());
        fields.fixed("thread", event.getThreadName());
        fields.fixed("message", event.getFormattedMessage());
        if (identity != null) {
            fields.fixed("service", identity.name());
            fields.fixed("version", identity.version());
            fields.fixed("environment", identity.environment());
            fields.fixed("instance", identity.instance());
        }
        json.writeStringProperty("stream", LogStream.of(event.getLoggerName()).toString());
        OwnFields.of(event, EventFields::free).forEach(fields::own);
        fields.array("markers", OwnFields.markers(event));
        if (fields.omitted() > 0) {
            json.writeNumberProperty("omitted_fields", fields.omitted());
        }
        if (event.getThrowableProxy() != null) {
            fields.fixed("stack_trace", stackTraces.convert(event));
        }
    }

    /** One that has the name of a fixed field gets a trailing underscore. */
    private static String free(String name) {
        return FIXED.contains(name) ? name + "_" : name;
    }
}
