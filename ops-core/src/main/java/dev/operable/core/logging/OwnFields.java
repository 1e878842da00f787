package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** What the application adds to an event: MDC and key-values, of which each name comes once, and markers. */
final class OwnFields {
    private static final List<String> CONTEXT_FIRST = List.of("trace_id", "span_id", "request_id");

    /** On everything that Spring and others log; says nothing. */
    private static final String BRIDGED = "COMMONS-LOGGING";

    private OwnFields() {}

    /** The ids of the request first. Of one name in both the key-value wins. */
    static Map<String, @Nullable Object> of(ILoggingEvent event, UnaryOperator<String> freeName) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, String> mdc = event.getMDCPropertyMap();
        if (!mdc.isEmpty()) {
            for (String name : CONTEXT_FIRST) {
                String value = mdc.get(name);
                if (value != null) {
                    fields.put(name, value);
                }
            }
            mdc.forEach((name, value) -> fields.put(freeName.apply(name), value));
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.put(freeName.apply(String.valueOf(pair.key)), pair.value));
        }
        return fields;
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
