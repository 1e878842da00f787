package dev.operable.devkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object in a request, read as Consul reads it: names in any case, null as if it were not there. */
final class JsonBody {
    private final Map<String, JsonNode> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private JsonBody(JsonNode object) {
        object.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.put(field.getKey(), field.getValue());
            }
        });
    }

    static JsonBody parse(byte[] body) {
        if (body.length == 0) {
            throw Refusal.undecodable("EOF");
        }
        try {
            JsonNode node = JsonMapper.shared().readTree(body);
            if (!node.isObject()) {
                throw Refusal.undecodable("json: cannot unmarshal " + kind(node) + " into an object");
            }
            return new JsonBody(node);
        } catch (JacksonException e) {
            throw Refusal.undecodable(String.valueOf(e.getOriginalMessage()));
        }
    }

    /** Refuses what the agent would otherwise silently ignore. */
    JsonBody only(Set<String> known) {
        for (String name : fields.keySet()) {
            if (known.stream().noneMatch(name::equalsIgnoreCase)) {
                throw Refusal.undecodable("json: unknown field \"" + name + "\"");
            }
        }
        return this;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    boolean isNumber(String name) {
        JsonNode node = fields.get(name);
        return node != null && node.isNumber();
    }

    Set<String> names() {
        return fields.keySet();
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    String text(String name) {
        JsonNode node = field(name, JsonNode::isString, "string");
        return node == null ? "" : node.stringValue();
    }

    int number(String name, int otherwise) {
        JsonNode node = field(name, JsonNode::canConvertToInt, "int");
        return node == null ? otherwise : node.intValue();
    }

    boolean flag(String name) {
        JsonNode node = field(name, JsonNode::isBoolean, "bool");
        return node != null && node.booleanValue();
    }

    /** Zero when it is missing; a plain number counts nanoseconds. */
    Duration duration(String name) {
        JsonNode node = field(name, n -> n.isString() || n.isNumber(), "time.Duration");
        if (node == null) {
            return Duration.ZERO;
        }
        return node.isNumber() ? Duration.ofNanos(node.longValue()) : parsed(node.stringValue());
    }

    private static Duration parsed(String text) {
        try {
            return text.isEmpty() ? Duration.ZERO : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.undecodable(String.valueOf(e.getMessage()));
        }
    }

    List<String> texts(String name) {
        JsonNode node = field(name, JsonNode::isArray, "[]string");
        List<String> texts = new ArrayList<>();
        if (node != null) {
            node.forEach(item -> texts.add(text(item, name)));
        }
        return texts;
    }

    Map<String, String> map(String name) {
        Map<String, String> map = new TreeMap<>();
        object(name).ifPresent(o -> o.fields.forEach((key, value) -> map.put(key, text(value, name))));
        return map;
    }

    Optional<JsonBody> object(String name) {
        return Optional.ofNullable(field(name, JsonNode::isObject, "object")).map(JsonBody::new);
    }

    List<JsonBody> objects(String name) {
        JsonNode node = field(name, JsonNode::isArray, "[]object");
        List<JsonBody> objects = new ArrayList<>();
        if (node != null) {
            node.forEach(item -> objects.add(new JsonBody(item)));
        }
        return objects;
    }

    private static String text(JsonNode node, String name) {
        if (!node.isString()) {
            throw wrong(node, name, "string");
        }
        return node.stringValue();
    }

    @Nullable
    private JsonNode field(String name, Predicate<JsonNode> fits, String type) {
        JsonNode node = fields.get(name);
        if (node != null && !fits.test(node)) {
            throw wrong(node, name, type);
        }
        return node;
    }

    private static Refusal wrong(JsonNode node, String name, String type) {
        return Refusal.undecodable(
                "json: cannot unmarshal " + kind(node) + " into Go struct field ." + name + " of type " + type);
    }

    private static String kind(JsonNode node) {
        if (node.isString()) {
            return "string";
        }
        return node.isNumber() ? "number" : node.isBoolean() ? "bool" : node.isArray() ? "array" : "object";
    }
}
