package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.ServiceIdentity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of one event, in one place because a name must come only once: the fixed ones, then those of the MDC,
 * then the key-values, then the stack trace.
 */
final class EventFields extends AbstractJsonProvider<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
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
            "stack_trace");
    private static final List<String> CONTEXT_FIRST = List.of("trace_id", "span_id", "request_id");

    private final @Nullable ServiceIdentity identity;
    private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

    EventFields(@Nullable ServiceIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) {
        json.writeStringProperty("@timestamp", TIME.format(event.getInstant()));
        json.writeStringProperty("level", event.getLevel().toString());
        string(json, "logger", event.getLoggerName());
        string(json, "thread", event.getThreadName());
        string(json, "message", event.getFormattedMessage());
        if (identity != null) {
            string(json, "service", identity.name());
            string(json, "version", identity.version());
            string(json, "environment", identity.environment());
            string(json, "instance", identity.instance());
        }
        own(event).forEach((name, value) -> value(json, name, value));
        if (event.getThrowableProxy() != null) {
            string(json, "stack_trace", stackTraces.convert(event));
        }
    }

    /** MDC and key-values; of one name in both the key-value wins, and one of a fixed field gets a trailing underscore. */
    private static Map<String, @Nullable Object> own(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, String> mdc = event.getMDCPropertyMap();
        for (String name : CONTEXT_FIRST) {
            String value = mdc.get(name);
            if (value != null) {
                fields.put(name, value);
            }
        }
        mdc.forEach((name, value) -> fields.put(free(name), value));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.put(free(String.valueOf(pair.key)), pair.value));
        }
        return fields;
    }

    private static String free(String name) {
        return FIXED.contains(name) ? name + "_" : name;
    }

    private static void value(JsonGenerator json, String name, @Nullable Object value) {
        String field = Characters.bounded(name);
        if (value == null) {
            json.writeNullProperty(field);
        } else if (value instanceof Boolean flag) {
            json.writeBooleanProperty(field, flag);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumberProperty(field, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            // Not a number and the infinities become strings, as JSON knows none of them.
            json.writeNumberProperty(field, ((Number) value).doubleValue());
        } else if (value instanceof BigInteger number) {
            json.writeNumberProperty(field, number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumberProperty(field, number);
        } else {
            string(json, field, text(value));
        }
    }

    // Never serialised by reflection: a getter may hold a secret, or never return.
    static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError failure) {
            return "(toString of " + value.getClass().getName() + " failed: "
                    + failure.getClass().getName() + ")";
        }
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) {
        json.writeStringProperty(name, value == null ? "null" : Characters.bounded(value));
    }
}
