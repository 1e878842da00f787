package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes all the fields of one event, in one place because a name must come only once. */
abstract class LogFields extends AbstractJsonProvider<ILoggingEvent> {
    private final Redaction redaction;
    private final Recurring recurring;
    private final Map<Level, Prepared> levels = new HashMap<>();
    private final Map<LogStream, Prepared> streams = new EnumMap<>(LogStream.class);
    private final List<Who> identity = new ArrayList<>();

    /** One of the fields that say who writes the log, as all events have them. */
    private record Who(Prepared field, Prepared value) {}

    /**
     * @param fields the names for the name of the service, its version, environment and instance
     * @param naming gives a field of the application the name that is free for it
     */
    LogFields(
            @Nullable ServiceIdentity identity,
            List<String> fields,
            Redaction redaction,
            UnaryOperator<String> naming) {
        this.redaction = redaction;
        this.recurring = new Recurring(redaction, naming);
        for (Level level : List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR)) {
            levels.put(level, Prepared.of(level.toString()));
        }
        for (LogStream stream : LogStream.values()) {
            streams.put(stream, Prepared.of(stream.toString()));
        }
        if (identity != null) {
            who(fields.get(0), identity.name());
            who(fields.get(1), identity.version());
            who(fields.get(2), identity.environment());
            who(fields.get(3), identity.instance());
        }
    }

    private void who(String field, String value) {
        identity.add(new Who(Prepared.of(field), Prepared.of(FieldWriter.fixed(redaction, value))));
    }

    @Override
    public final void writeTo(JsonGenerator json, ILoggingEvent event) {
        LogStream stream = LogStream.of(event.getLoggerName());
        write(json, new FieldWriter(json, redaction, recurring), event, stream);
    }

    abstract void write(JsonGenerator json, FieldWriter fields, ILoggingEvent event, LogStream stream);

    final void identity(FieldWriter fields) {
        for (Who who : identity) {
            fields.sure(who.field(), who.value());
        }
    }

    final Prepared level(ILoggingEvent event) {
        Prepared known = levels.get(event.getLevel());
        return known != null ? known : Prepared.of(String.valueOf(event.getLevel()));
    }

    @SuppressWarnings("NullAway") // there is one for every stream
    final Prepared stream(LogStream stream) {
        return streams.get(stream);
    }

    final OwnFields own(ILoggingEvent event) {
        return OwnFields.of(event, recurring);
    }

    final String stackTrace(ILoggingEvent event) {
        return StackTraces.of(event);
    }
}
