package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Log events, and what becomes of them. */
final class Events {
    static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private static final LoggerContext CONTEXT = new LoggerContext();

    private Events() {}

    static LoggingEvent event(String message) {
        return event(message, Map.of());
    }

    static LoggingEvent event(@Nullable String message, Map<String, String> mdc) {
        return event(Level.INFO, message, mdc);
    }

    static LoggingEvent event(Level level, @Nullable String message, Map<String, String> mdc) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(CONTEXT);
        event.setLoggerName("com.acme.Shop");
        event.setThreadName("main");
        event.setLevel(level);
        event.setInstant(Instant.parse("2026-03-04T05:06:07.008Z"));
        event.setMessage(message);
        event.setMDCPropertyMap(mdc);
        return event;
    }

    static LoggingEvent with(LoggingEvent event, String key, @Nullable Object value) {
        event.addKeyValuePair(new KeyValuePair(key, value));
        return event;
    }

    static LoggingEvent caused(LoggingEvent event, Throwable cause) {
        event.setThrowableProxy(new ThrowableProxy(cause));
        return event;
    }

    static String line(LoggingEvent event) {
        return new String(
                new JsonEncoder(CONTEXT, new EventFields(HITS, Redaction.standard())).encode(event),
                StandardCharsets.UTF_8);
    }

    static JsonNode json(LoggingEvent event) {
        return JsonMapper.shared().readTree(line(event));
    }

    static JsonNode ecs(LoggingEvent event) {
        return json(event, new EcsFields(HITS, Redaction.standard()));
    }

    static JsonNode json(LoggingEvent event, LogFields fields) {
        return JsonMapper.shared().readTree(new JsonEncoder(CONTEXT, fields).encode(event));
    }

    static String text(LoggingEvent event) {
        return new String(new TextEncoder(false, Redaction.standard()).encode(event), StandardCharsets.UTF_8);
    }
}
