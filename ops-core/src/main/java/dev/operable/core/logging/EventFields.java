package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** The fields that say who writes the log, as all events have them. */
    private final Map<String, String> identity = new LinkedHashMap<>();

    private final Redaction redaction;
    private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

    EventFields(@Nullable ServiceIdentity identity, Redaction redaction) {
        this.redaction = redaction;
        if (identity != null) {
            who("service", identity.name());
            who("version", identity.version());
            who("environment", identity.environment());
            who("instance", identity.instance());
        }
    }

    private void who(String field, String value) {
        identity.put(field, FieldWriter.fixed(redaction, value));
    }

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) {
        FieldWriter fields = new FieldWriter(json, redaction);
        json.writeStringProperty("@timestamp", Timestamps.utc(event.getInstant()));
        json.writeStringProperty("level", event.getLevel().toString());
        fields.fixed("logger", event.getLoggerName());
        fields.fixed("thread", event.getThreadName());
        fields.fixed("message", event.getFormattedMessage());
        identity.forEach(json::writeStringProperty);
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
