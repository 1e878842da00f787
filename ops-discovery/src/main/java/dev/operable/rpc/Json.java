package dev.operable.rpc;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON bodies. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int SHOWN = 200;

    private Json() {}

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static <T> T read(RpcResponse response, Class<T> type, Call call) {
        if (!response.isJson()) {
            throw call.unreadable(
                    response,
                    "is " + response.header("Content-Type").orElse("") + " and not JSON" + shown(response),
                    null);
        }
        T value;
        try {
            value = MAPPER.readValue(response.body(), type);
        } catch (JacksonException e) {
            throw call.unreadable(response, "is not JSON of a " + type.getSimpleName() + shown(response), e);
        }
        if (value == null) {
            throw call.unreadable(response, "is null and not a " + type.getSimpleName(), null);
        }
        return value;
    }

    private static String shown(RpcResponse response) {
        String text = response.text().replaceAll("\\p{Cntrl}+", " ");
        return text.isEmpty()
                ? ": it is empty"
                : ": " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text);
    }
}
