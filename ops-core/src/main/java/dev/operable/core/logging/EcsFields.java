package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of one event by the names of the Elastic Common Schema. What the schema has no field for stands in
 * {@code labels}, as text, for there all values are keywords.
 */
final class EcsFields extends AbstractJsonProvider<ILoggingEvent> {
    static final String VERSION = "9.4.0";

    /** What events carry under other names. */
    private static final Map<String, String> IDS =
            Map.of("trace_id", "trace.id", "span_id", "span.id", "request_id", "http.request.id");

    /** The fields that say who writes the log, as all events have them. */
    private final Map<String, String> identity = new LinkedHashMap<>();

    private final Redaction redaction;
    private final String dataset;
    private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

    EcsFields(@Nullable ServiceIdentity identity, Redaction redaction) {
        this.redaction = redaction;
        this.dataset = identity == null ? "" : identity.name() + ".";
        if (identity != null) {
            who("service.name", identity.name());
            who("service.version", identity.version());
            who("service.environment", identity.environment());
            who("service.node.name", identity.instance());
        }
    }

    private void who(String field, String value) {
        identity.put(field, FieldWriter.fixed(redaction, value));
    }

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) {
        FieldWriter fields = new FieldWriter(json, redaction);
        String stream = LogStream.of(event.getLoggerName()).toString();
        json.writeStringProperty("@timestamp", Timestamps.utc(event.getInstant()));
        json.writeStringProperty("log.level", event.getLevel().toString());
        fields.fixed("message", event.getFormattedMessage());
        json.writeStringProperty("ecs.version", VERSION);
        fields.fixed("log.logger", event.getLoggerName());
        fields.fixed("process.thread.name", event.getThreadName());
        json.writeStringProperty("event.dataset", dataset + stream);
        identity.forEach(json::writeStringProperty);
        own(json, fields, event, stream);
        IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            fields.fixed("error.type", error.getClassName());
            if (error.getMessage() != null) {
                fields.fixed("error.message", error.getMessage());
            }
            fields.fixed("error.stack_trace", stackTraces.convert(event));
        }
    }

    private static void own(JsonGenerator json, FieldWriter fields, ILoggingEvent event, String stream) {
        Map<String, @Nullable Object> own = OwnFields.of(event, EcsFields::label);
        IDS.forEach((name, ecs) -> {
            Object id = own.remove(name);
            if (id != null) {
                fields.ownText(ecs, id);
            }
        });
        fields.array("tags", OwnFields.markers(event));
        json.writeObjectPropertyStart("labels");
        json.writeStringProperty("stream", stream);
        own.forEach((name, value) -> {
            if (value != null) {
                fields.ownText(name, value);
            }
        });
        if (fields.omitted() > 0) {
            json.writeStringProperty("omitted_fields", String.valueOf(fields.omitted()));
        }
        json.writeEndObject();
    }

    /** A dot would make an object of the label, and Elasticsearch refuses an event in which one name is both. */
    private static String label(String name) {
        String label = name.replace('.', '_').replace('*', '_').replace('\\', '_');
        return label.equals("stream") || label.equals("omitted_fields") ? label + "_" : label;
    }
}
