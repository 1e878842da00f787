package dev.operable.core.logging;

import dev.operable.core.logging.RecentEvents.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event as a person reads it. */
final class EventText {
    /** What stands before the message, and what is the same in all lines. */
    private static final Set<String> ELSEWHERE = Set.of(
            "@timestamp",
            "level",
            "log.level",
            "logger",
            "log.logger",
            "message",
            "service",
            "service.name",
            "version",
            "service.version",
            "environment",
            "service.environment",
            "instance",
            "service.node.name",
            "stream",
            "ecs.version",
            "event.dataset",
            "thread",
            "process.thread.name",
            "stack_trace",
            "error.stack_trace");

    private EventText() {}

    static String of(Event event) {
        JsonNode json = JsonMapper.shared().readTree(event.json());
        Instant time = event.time();
        StringBuilder text = new StringBuilder()
                .append(Instant.ofEpochMilli(time.toEpochMilli()))
                .append(' ')
                .append(String.format("%-5s", event.level()))
                .append(' ');
        append(text, event.logger(), false);
        append(text.append(" - "), json.path("message").asString(""), false);
        pairs(text, json);
        text.append('\n');
        String trace =
                json.path("stack_trace").asString(json.path("error.stack_trace").asString(""));
        append(text, trace, true);
        return text.toString();
    }

    private static void pairs(StringBuilder text, JsonNode json) {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getValue().isObject()) {
                pairs(text, field.getValue());
            } else if (!ELSEWHERE.contains(field.getKey())) {
                JsonNode value = field.getValue();
                append(text.append(' '), field.getKey(), false);
                append(text.append('='), value.isValueNode() ? value.asString() : value.toString(), false);
            }
        }
    }

    /** The JSON has escaped what breaks lines and drives terminals; reading it has undone that. */
    private static void append(StringBuilder text, String value, boolean severalLines) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean layout = severalLines && (c == '\n' || c == '\t');
            if (Characters.isUnsafe(c) && !layout) {
                text.append(Characters.escape(c));
            } else {
                text.append(c);
            }
        }
    }
}
