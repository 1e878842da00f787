package dev.operable.core.logging;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * A text that comes in many events, such as the name of a field, with its JSON made once. Immutable.
 *
 * @param json null where it has characters that need a look at each time
 */
record Prepared(String text, @Nullable SerializableString json) {
    static Prepared of(String text) {
        return new Prepared(text, isOrdinary(text) ? new SerializedString(text) : null);
    }

    /** What is prepared does not meet {@link JsonEscapes}. */
    private static boolean isOrdinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    void writeName(JsonGenerator to) {
        if (json != null) {
            to.writeName(json);
        } else {
            to.writeName(text);
        }
    }

    void writeValue(JsonGenerator to) {
        if (json != null) {
            to.writeString(json);
        } else {
            to.writeString(text);
        }
    }
}
