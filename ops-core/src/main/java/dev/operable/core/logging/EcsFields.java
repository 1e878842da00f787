package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Recurring.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of one event by the names of the Elastic Common Schema. What the schema has no field for stands in
 * {@code labels}, as text, for there all values are keywords.
 */
final class EcsFields extends LogFields {
    static final String VERSION = "9.4.0";

    private static final List<String> IDENTITY =
            List.of("service.name", "service.version", "service.environment", "service.node.name");
    private static final Prepared TIMESTAMP = Prepared.of("@timestamp");
    private static final Prepared LEVEL = Prepared.of("log.level");
    private static final Prepared MESSAGE = Prepared.of("message");
    private static final Prepared ECS_VERSION = Prepared.of("ecs.version");
    private static final Prepared LOGGER = Prepared.of("log.logger");
    private static final Prepared THREAD = Prepared.of("process.thread.name");
    private static final Prepared DATASET = Prepared.of("event.dataset");
    private static final Prepared TAGS = Prepared.of("tags");
    private static final Prepared STREAM = Prepared.of("stream");
    private static final Prepared ERROR_TYPE = Prepared.of("error.type");
    private static final Prepared ERROR_MESSAGE = Prepared.of("error.message");
    private static final Prepared STACK_TRACE = Prepared.of("error.stack_trace");

    /** What events carry under other names. */
    private static final List<Id> IDS = List.of(
            new Id("trace_id", "trace.id"), new Id("span_id", "span.id"), new Id("request_id", "http.request.id"));

    private final String dataset;

    private record Id(Field ours, Field ecs) {
        Id(String ours, String ecs) {
            this(new Field(Prepared.of(ours), false), new Field(Prepared.of(ecs), false));
        }
    }

    EcsFields(@Nullable ServiceIdentity identity, Redaction redaction) {
        super(identity, IDENTITY, redaction, EcsFields::label);
        this.dataset = identity == null ? "" : identity.name() + ".";
    }

    @Override
    void write(JsonGenerator json, FieldWriter fields, ILoggingEvent event, LogStream stream) {
        fields.sure(TIMESTAMP, Timestamps.utc(event.getInstant()));
        fields.sure(LEVEL, level(event));
        fields.fixed(MESSAGE, event.getFormattedMessage());
        fields.sure(ECS_VERSION, VERSION);
        fields.logger(LOGGER, event.getLoggerName());
        fields.thread(THREAD, event.getThreadName());
        fields.sure(DATASET, dataset + stream);
        identity(fields);
        own(json, fields, event, stream);
        IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            fields.fixed(ERROR_TYPE, error.getClassName());
            if (error.getMessage() != null) {
                fields.fixed(ERROR_MESSAGE, error.getMessage());
            }
            fields.fixed(STACK_TRACE, stackTrace(event));
        }
    }

    private void own(JsonGenerator json, FieldWriter fields, ILoggingEvent event, LogStream stream) {
        OwnFields own = own(event);
        for (Id id : IDS) {
            Object value = own.take(id.ours());
            if (value != null) {
                fields.ownText(id.ecs(), value);
            }
        }
        fields.array(TAGS, OwnFields.markers(event));
        json.writeObjectPropertyStart("labels");
        fields.sure(STREAM, stream(stream));
        for (int i = 0; i < own.size(); i++) {
            Field field = own.field(i);
            Object value = own.value(i);
            if (field != null && value != null) {
                fields.ownText(field, value);
            }
        }
        if (fields.omitted() > 0) {
            json.writeStringProperty("omitted_fields", String.valueOf(fields.omitted()));
        }
        json.writeEndObject();
    }

    /** A dot would make an object of the label, and Elasticsearch refuses an event in which one name is both. */
    private static String label(String name) {
        String label = name.replace('.', '_').replace('*', '_').replace('\\', '_');
        if (label.isEmpty()) {
            return "_"; // nor does it take a field without a name
        }
        return label.equals("stream") || label.equals("omitted_fields") ? label + "_" : label;
    }
}
