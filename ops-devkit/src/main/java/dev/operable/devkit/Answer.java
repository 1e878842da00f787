package dev.operable.devkit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes back to the client. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final String TYPE = "Content-Type";

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    static Answer json(JsonNode body) {
        return json(200, body);
    }

    static Answer json(int status, JsonNode body) {
        return new Answer(
                status, Map.of(TYPE, "application/json"), JsonMapper.shared().writeValueAsBytes(body));
    }

    static Answer json(boolean value) {
        return new Answer(200, Map.of(TYPE, "application/json"), bytes(Boolean.toString(value)));
    }

    static Answer text(int status, String text) {
        return new Answer(status, Map.of(TYPE, "text/plain; charset=utf-8"), bytes(text));
    }

    Answer with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
