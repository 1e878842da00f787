package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of requests and answers, by Jackson's generator and parser alone, which the log has loaded already: a mapper, as the
 * Consul client library has one, takes longer to load than the registration of a service that just started should wait.
 */
final class ConsulJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ConsulJson() {}

    /** An object with these properties. */
    static String write(Consumer<JsonGenerator> properties) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            properties.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    static void write(JsonGenerator json, String name, Map<String, String> values) {
        json.writeObjectPropertyStart(name);
        values.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    static void write(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    /**
     * Reads a whole answer.
     *
     * @param what it is about, for the message of a failure, which has nothing of the answer: it may hold secrets
     * @param reading of the one value that the answer is; fails with an {@link IllegalStateException} when it lacks something, or an
     *     {@link IllegalArgumentException} when something cannot be
     */
    static <T> T read(String answer, String what, Function<JsonParser, T> reading) throws ConsulFailure {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), answer)) {
            json.nextToken();
            T value = reading.apply(json);
            if (json.nextToken() == null) {
                return value;
            }
        } catch (JacksonException | IllegalStateException | IllegalArgumentException e) {
            throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer about " + what + " cannot be read.");
        }
        throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer about " + what + " goes on after its end.");
    }

    /**
     * Reads an object.
     *
     * @param property told of each that is not null, with the parser at its value; it reads the value, or leaves it alone
     */
    static void object(JsonParser json, BiConsumer<String, JsonParser> property) {
        expect(json, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                property.accept(name, json);
                // Nothing to skip where it was read to its end.
                json.skipChildren();
            }
        }
    }

    /** Reads an array. */
    static <T> List<T> array(JsonParser json, Function<JsonParser, T> element) {
        expect(json, JsonToken.START_ARRAY);
        List<T> all = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            all.add(element.apply(json));
        }
        return all;
    }

    /** Reads an object whose values are alike. */
    static <T> Map<String, T> map(JsonParser json, Function<JsonParser, T> value) {
        Map<String, T> all = new HashMap<>();
        object(json, (name, at) -> all.put(name, value.apply(at)));
        return all;
    }

    /** Reads an object of simple values as their text, with nothing for others. */
    static Map<String, String> texts(JsonParser json) {
        return map(json, value -> value.getValueAsString(""));
    }

    static String text(JsonParser json) {
        expect(json, JsonToken.VALUE_STRING);
        return json.getString();
    }

    private static void expect(JsonParser json, JsonToken token) {
        if (json.currentToken() != token) {
            throw new StreamReadException(json, token + " expected");
        }
    }
}
