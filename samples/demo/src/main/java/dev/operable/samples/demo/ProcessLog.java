package dev.operable.samples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a process wrote to its standard output. */
record ProcessLog(Path file) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The events so far. A last line that is still being written does not count. */
    List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines()) {
            parse(line).ifPresent(events::add);
        }
        return events;
    }

    /** The value that the latest event with this message gives this key. */
    Optional<String> latest(String message, String key) {
        return latest(key, event -> event.path("message").asString("").equals(message));
    }

    /** The value that the latest event with this key gives it. */
    Optional<String> latest(String key) {
        return latest(key, event -> true);
    }

    private Optional<String> latest(String key, Predicate<JsonNode> which) {
        return events().stream()
                .filter(which)
                .filter(event -> event.hasNonNull(key))
                .map(event -> event.get(key).asString())
                .reduce((earlier, later) -> later);
    }

    /** The first line that is not one JSON object. */
    Optional<String> firstOddLine() {
        return lines().stream().filter(line -> parse(line).isEmpty()).findFirst();
    }

    boolean isEmpty() {
        return lines().isEmpty();
    }

    private List<String> lines() {
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            // Only a line feed ends a line here; U+2028 and its like are ordinary characters in JSON.
            int end = text.lastIndexOf('\n');
            return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            // It is not JSON: that is what was asked.
            return Optional.empty();
        }
    }
}
