package dev.operable.rpc;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON bodies, by the mapper of the application or else by one with Jackson's defaults, made with the first body. */
final class Json {
    private static final class Usual {
        static final JsonMapper MAPPER = JsonMapper.builder().build();
    }

    private static final int SHOWN = 200;
    /** No character of UTF-8 takes more bytes. */
    private static final int SHOWN_BYTES = 4 * SHOWN;

    private final @Nullable JsonMapper given;

    Json(@Nullable JsonMapper given) {
        this.given = given;
    }

    private JsonMapper mapper() {
        return given == null ? Usual.MAPPER : given;
    }

    byte[] write(Object value) {
        return mapper().writeValueAsBytes(value);
    }

    /** Of bytes that are JSON, whoever says so. */
    @Nullable
    Object value(byte[] json, Type type) {
        return mapper().readValue(json, mapper().constructType(type));
    }

    Object read(RpcResponse response, Type type, Call call) {
        if (!response.isJson()) {
            throw call.unreadable(
                    response,
                    "is " + response.header("Content-Type").orElse("") + " and not JSON" + shown(response),
                    null);
        }
        String name = type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
        Object value;
        try {
            value = value(response.body(), type);
        } catch (JacksonException e) {
            throw call.unreadable(response, "is not JSON of a " + name + shown(response), e);
        }
        if (value == null) {
            throw call.unreadable(response, "is null and not a " + name, null);
        }
        return value;
    }

    /** The begin of an answer, for a message. */
    static String shown(RpcResponse response) {
        // A wrong answer may be as large as answers may be; only its start is looked at.
        byte[] body = response.body();
        String text = new String(body, 0, Math.min(body.length, SHOWN_BYTES), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ");
        if (text.isEmpty()) {
            return ": it is empty";
        }
        boolean whole = body.length <= SHOWN_BYTES && text.length() <= SHOWN;
        return ": " + (whole ? text : text.substring(0, Math.min(SHOWN, text.length())) + "...");
    }
}
