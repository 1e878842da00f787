package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.operable.config.Durations;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** What a caller says: the fields of a form, of a flat JSON object, or of a query; each once. */
final class Fields {
    private static final int LONGEST_BODY = 64 << 10;
    private static final int SHOWN = 100;

    private final Map<String, String> values;

    private Fields(Map<String, String> values, List<String> known) throws Refused {
        this.values = values;
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new Refused(Problem.field(
                        shown(name),
                        "",
                        "is not known here",
                        known.isEmpty()
                                ? "This request takes no parameters."
                                : "Known are " + String.join(", ", known) + "."));
            }
        }
    }

    /** @throws Refused if the query has others: one that is misspelt would be left out without a word */
    static Fields query(HttpExchange exchange, String... known) throws Refused {
        String query = exchange.getRequestURI().getRawQuery();
        return new Fields(form(query == null ? "" : query), List.of(known));
    }

    static Fields body(HttpExchange exchange, String... known) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new Refused(Problem.of(413, "The body is longer than " + LONGEST_BODY + " bytes."));
        }
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"))
                .toLowerCase(Locale.ROOT);
        String text = new String(body, StandardCharsets.UTF_8);
        if (type.startsWith("application/json")) {
            return new Fields(json(text), List.of(known));
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return new Fields(form(text), List.of(known));
        }
        throw new Refused(Problem.of(
                415, "The body is neither a form (application/x-www-form-urlencoded) nor JSON (application/json)."));
    }

    private static Map<String, String> form(String text) throws Refused {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                put(
                        values,
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) throws Refused {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new Refused(Problem.of(400, "A % is not followed by two hexadecimal digits."));
        }
    }

    /** Read by its tokens, for a tree has only the last of two fields with one name. */
    private static Map<String, String> json(String text) throws Refused {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> absent = new HashSet<>();
        try (JsonParser json = JsonMapper.shared().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Refused(Problem.of(400, "The body is not a JSON object."));
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken value = json.nextToken();
                if (!value.isScalarValue()) {
                    throw new Refused(Problem.field(
                            shown(name), "", "is not a single value", "Give a string, a number or a boolean."));
                }
                put(values, name, json.getString());
                if (value == JsonToken.VALUE_NULL) {
                    absent.add(name);
                }
            }
            if (json.nextToken() != null) {
                throw new Refused(Problem.of(400, "The body is more than a JSON object."));
            }
        } catch (JacksonException wrong) {
            throw new Refused(Problem.of(400, "The body is not JSON."));
        }
        values.keySet().removeAll(absent);
        return values;
    }

    private static void put(Map<String, String> values, String name, String value) throws Refused {
        if (values.putIfAbsent(name, value) != null) {
            throw new Refused(Problem.field(shown(name), shown(value), "comes twice", "Give it once."));
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String required(String name, String fix) throws Refused {
        String value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new Refused(Problem.field(name, "", "is missing", fix));
        }
        return value;
    }

    /** Empty if it is not there. */
    Optional<Duration> duration(String name, Duration longest) throws Refused {
        @Nullable String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Duration duration = Durations.of(value.strip())
                .orElseThrow(() -> wrong(name, value, "is not a duration", "Write it as 30s, 15m or 1h30m."));
        if (duration.isZero() || duration.isNegative() || duration.compareTo(longest) > 0) {
            throw wrong(
                    name,
                    value,
                    "is out of range",
                    "Give more than nothing, and " + Durations.text(longest) + " at the most.");
        }
        return Optional.of(duration);
    }

    <E extends Enum<E>> E choice(String name, String value, Class<E> type, String... more) throws Refused {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value.strip())) {
                return constant;
            }
        }
        TreeSet<String> sorted = new TreeSet<>(List.of(more));
        StringBuilder names = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            names.append(constant.name().toLowerCase(Locale.ROOT)).append(", ");
        }
        names.append(String.join(", ", sorted));
        String fix = "Give one of: " + names.toString().replaceAll(", $", "") + ".";
        throw wrong(name, value, "is \"" + shown(value) + "\", which is none", fix);
    }

    static Refused wrong(String name, String value, String wrong, String fix) {
        return new Refused(Problem.field(name, shown(value), wrong, fix));
    }

    private static String shown(String value) {
        return value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    }
}
