package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.operable.core.logging.Recurring.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** What the application adds to an event: MDC and key-values, of which each name comes once, and markers. */
final class OwnFields {
    private static final List<String> CONTEXT_FIRST = List.of("trace_id", "span_id", "request_id");

    /** On everything that Spring and others log; says nothing. */
    private static final String BRIDGED = "COMMONS-LOGGING";

    /** Up to here looking through all is faster than a map, and makes none. */
    private static final int FEW = 32;

    private final Recurring recurring;
    private @Nullable Field[] fields = new Field[8];
    private @Nullable Object[] values = new Object[8];
    private int size;
    private @Nullable Map<String, Integer> places;

    private OwnFields(Recurring recurring) {
        this.recurring = recurring;
    }

    /** The ids of the request first. Of one name in both the key-value wins. */
    static OwnFields of(ILoggingEvent event, Recurring recurring) {
        OwnFields own = new OwnFields(recurring);
        Map<String, String> mdc = event.getMDCPropertyMap();
        if (!mdc.isEmpty()) {
            for (String name : CONTEXT_FIRST) {
                String value = mdc.get(name);
                if (value != null) {
                    own.put(name, value);
                }
            }
            mdc.forEach(own::put); // an iteration would make an object for each entry
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                own.put(pair.key, pair.value);
            }
        }
        return own;
    }

    int size() {
        return size;
    }

    /** One of them, in their order; null where it was taken. */
    @Nullable
    Field field(int place) {
        return fields[place];
    }

    @Nullable
    Object value(int place) {
        return values[place];
    }

    /** The value of that name, which is no longer one of these then; null if there is none. */
    @Nullable
    Object take(Field taken) {
        int place = place(taken);
        if (place == size) {
            return null;
        }
        fields[place] = null;
        if (places != null) {
            places.remove(taken.name().text());
        }
        return values[place];
    }

    private void put(@Nullable String name, @Nullable Object value) {
        Field field = recurring.field(name);
        int place = place(field);
        if (place == size) {
            if (size == fields.length) {
                fields = Arrays.copyOf(fields, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            fields[size++] = field;
            if (places != null) {
                places.put(field.name().text(), place);
            }
        }
        values[place] = value;
    }

    /** Where the field of that name is, or would come. */
    private int place(Field wanted) {
        String name = wanted.name().text();
        if (size > FEW) {
            return places().getOrDefault(name, size);
        }
        for (int i = 0; i < size; i++) {
            Field field = fields[i];
            if (field != null && field.name().text().equals(name)) {
                return i;
            }
        }
        return size;
    }

    private Map<String, Integer> places() {
        if (places == null) {
            places = new HashMap<>();
            for (int i = 0; i < size; i++) {
                Field field = fields[i];
                if (field != null) {
                    places.put(field.name().text(), i);
                }
            }
        }
        return places;
    }

    static List<String> markers(ILoggingEvent event) {
        List<Marker> markers = event.getMarkerList();
        return markers == null
                ? List.of()
                : markers.stream()
                        .map(Marker::getName)
                        .filter(name -> !name.equals(BRIDGED))
                        .distinct()
                        .toList();
    }
}
