package dev.operable.core.logging;

import dev.operable.core.Redaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of one event within its bounds: a string is cut, and what the application adds has a limit in all, so
 * that no event crowds out the others or is refused by what collects the log.
 */
final class FieldWriter {
    /** Characters of everything that the application adds to one event, names included. */
    static final int MAX_OWN = 32_768;

    private static final int MAX_NAME = 256;
    private static final int MAX_OWN_FIELDS = 256;

    private final JsonGenerator json;
    private final Redaction redaction;
    private final Recurring recurring;
    private int leftFields = MAX_OWN_FIELDS;
    private int left = MAX_OWN;
    private int omitted;

    FieldWriter(JsonGenerator json, Redaction redaction, Recurring recurring) {
        this.json = json;
        this.redaction = redaction;
        this.recurring = recurring;
    }

    /** A field that every event has. */
    void fixed(Prepared name, @Nullable String value) {
        name.writeName(json);
        json.writeString(fixed(redaction, value));
    }

    /** A field that every event has, with a value that needs no look. */
    void sure(Prepared name, String value) {
        name.writeName(json);
        json.writeString(value);
    }

    void sure(Prepared name, Prepared value) {
        name.writeName(json);
        value.writeValue(json);
    }

    void logger(Prepared name, @Nullable String value) {
        sure(name, recurring.logger(value));
    }

    void thread(Prepared name, @Nullable String value) {
        sure(name, recurring.thread(value));
    }

    /** What {@link #fixed(Prepared, String)} writes, for values that are the same in all events. */
    static String fixed(Redaction redaction, @Nullable String value) {
        return Characters.bounded(redaction.text(String.valueOf(value)), Characters.MAX_LENGTH);
    }

    void array(Prepared name, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        name.writeName(json);
        json.writeStartArray();
        for (String value : values) {
            if (takes(value.length())) {
                json.writeString(Characters.bounded(redaction.text(value), MAX_NAME));
            }
        }
        json.writeEndArray();
    }

    void own(OwnFields own) {
        for (int i = 0; i < own.size(); i++) {
            Recurring.Field field = own.field(i);
            if (field != null) {
                own(field, own.value(i));
            }
        }
    }

    /** A field of the application; numbers, booleans and null stay what they are. */
    private void own(Recurring.Field field, @Nullable Object value) {
        if (field.hidden()) {
            text(field.name(), Redaction.MASK);
        } else if (isPlain(value) && !mayBeCard(value)) {
            if (takes(field.name().text().length() + 8)) {
                plain(field.name(), value);
            }
        } else {
            text(field.name(), shown(redaction, value));
        }
    }

    /** A number that is too large to be a count of anything usual is looked at like a text. */
    private boolean mayBeCard(@Nullable Object value) {
        boolean large = (value instanceof Long number && number >= 1_000_000_000_000L)
                || value instanceof BigInteger
                || value instanceof BigDecimal;
        return large && !redaction.text(String.valueOf(value)).equals(String.valueOf(value));
    }

    /** A field of the application, as text. */
    void ownText(Recurring.Field field, @Nullable Object value) {
        text(field.name(), field.hidden() ? Redaction.MASK : shown(redaction, value));
    }

    /** What may be shown of the value of a field whose name hides nothing. */
    static String shown(Redaction redaction, @Nullable Object value) {
        return value instanceof AuditEvent.Changed changed
                ? redaction.value(changed.what(), changed.value())
                : redaction.text(text(value));
    }

    /** How many fields of the application did not fit any more. */
    int omitted() {
        return omitted;
    }

    private void text(Prepared field, String value) {
        int name = field.text().length();
        int room = Math.min(Characters.MAX_LENGTH, left - name);
        if (takes(name + Math.min(value.length(), Math.max(room, 1)))) {
            sure(field, Characters.bounded(value, room));
        }
    }

    private boolean takes(int characters) {
        if (characters > left || leftFields == 0) {
            omitted++;
            return false;
        }
        left -= characters;
        leftFields--;
        return true;
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Double
                || value instanceof Float
                || (value instanceof BigInteger big && big.bitLength() <= 1_024)
                || (value instanceof BigDecimal big && big.precision() <= 300 && Math.abs((long) big.scale()) <= 300);
    }

    private void plain(Prepared field, @Nullable Object value) {
        field.writeName(json);
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Double || value instanceof Float) {
            // Not a number and the infinities become strings, as JSON knows none of them.
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writeNumber(((Number) value).longValue());
        }
    }

    // Never serialised by reflection: a getter may hold a secret, or never return.
    static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            return String.valueOf(value);
        } catch (OutOfMemoryError full) {
            throw full;
        } catch (Throwable failure) { // of somebody else's code, and no reason to fail who logs
            return "(toString of " + value.getClass().getName() + " failed: "
                    + failure.getClass().getName() + ")";
        }
    }
}
