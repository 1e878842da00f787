package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.UpToDate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What editors know of the properties {@code ops.*}: from the records that are read, so that it is never another story. */
class MetadataTest {
    private static final Path FOLDER = Path.of("src/main/resources/META-INF");
    private static final Path SWITCHES = FOLDER.resolve("additional-spring-configuration-metadata.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Map<String, String> TYPES = Map.of(
            "a duration", "java.time.Duration",
            "a whole number", "java.lang.Integer",
            "a number", "java.lang.Double",
            "yes or no", "java.lang.Boolean",
            "a URI", "java.net.URI",
            "a list", "java.util.List<java.lang.String>");

    @Test
    void propertiesOfTheSettingsAreUpToDate() throws Exception {
        UpToDate.file(FOLDER.resolve("spring-configuration-metadata.json"), JSON.writeValueAsString(metadata()) + "\n");
    }

    @Test
    void eachSwitchIsDescribed() throws Exception {
        JsonNode written = JSON.readTree(Files.readString(SWITCHES));

        assertThat(written.path("properties")
                        .valueStream()
                        .map(each -> variable(each.path("name").asString())))
                .containsExactlyInAnyOrderElementsOf(Switches.variables());
    }

    /** The switches, which no annotation processor adds here, and what the records declare. */
    private static Map<String, Object> metadata() throws IOException {
        List<Object> properties = new ArrayList<>();
        JSON.readTree(Files.readString(SWITCHES)).path("properties").forEach(properties::add);
        List<Object> hints = new ArrayList<>();
        String table = Foundation.bindings(new StandardEnvironment(), false).table();
        for (String line :
                table.lines().filter(row -> row.matches("\\| `OPS_[A-Z_]+` .*")).toList()) {
            // A line of the table: name, value, default, secret, meaning.
            List<String> cells = Arrays.stream(line.split(Pattern.quote(" | "), -1))
                    .map(cell -> cell.replaceAll("^\\| ?| ?\\|$", "").strip())
                    .toList();
            String name = unquoted(cells.get(0)).toLowerCase(Locale.ROOT).replace('_', '.');
            String value = cells.get(1);
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("name", name);
            property.put("type", type(value));
            property.put("description", cells.get(cells.size() - 1));
            if (cells.get(2).startsWith("`")) {
                property.put("defaultValue", byDefault(property.get("type"), unquoted(cells.get(2))));
            }
            properties.add(property);
            if (value.startsWith("one of ")) {
                Map<String, Object> hint = new LinkedHashMap<>();
                hint.put("name", name);
                hint.put(
                        "values",
                        Arrays.stream(value.substring("one of ".length()).split(", ", -1))
                                .map(choice -> Map.of("value", choice))
                                .toList());
                hints.add(hint);
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("properties", properties);
        all.put("hints", hints);
        return all;
    }

    private static String type(String value) {
        return TYPES.entrySet().stream()
                .filter(known -> value.startsWith(known.getKey()) && !value.startsWith("a list of name"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("java.lang.String");
    }

    private static Object byDefault(Object type, String text) {
        if (type.equals("java.lang.Boolean")) {
            return Boolean.valueOf(text);
        }
        return type.equals("java.lang.Integer") ? (Object) Integer.valueOf(text) : text;
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
