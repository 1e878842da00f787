package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Spring Boot's own settings of the log, in a process of its own: its streams are those of everything in it. */
class BootLoggingTest {
    @TempDir
    Path folder;

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SERVICE_NAME", "shop",
                "LISTEN", "127.0.0.1:0",
                "OPS_DISCOVERY", "off",
                "OPS_STOP_LINGER", "0s",
                "OPS_TOKEN", "let-me-in-at-once",
                "DATABASE_URL", "jdbc:sqlite:" + folder.resolve("shop.db")));
        environment.putAll(more);
        return environment;
    }

    // Without the appenders that stay, the file has nothing from our start on; without the ids that are kept, the line
    // of
    // the container has none.
    @Test
    void levelsGroupsAndFilesHoldAndNothingIsWrittenTwice() throws Exception {
        Path file = folder.resolve("shop.log");
        Map<String, String> environment = with(Map.of(
                "LOGGING_FILE_NAME", file.toString(),
                "LOGGING_LEVEL_COM_ACME", "debug",
                "LOGGING_GROUP_TRADE", "com.stock,com.till",
                "LOGGING_LEVEL_TRADE", "error",
                "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "loggers",
                "MANAGEMENT_ENDPOINT_LOGGERS_ACCESS", "unrestricted"));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            URI url = shop.url();
            URI loggers = URI.create(shop.event("admin endpoints")
                            .orElseThrow()
                            .path("url")
                            .asString())
                    .resolve("/ops/loggers");
            assertThat(shop.log())
                    .filteredOn(event -> event.path("message").asString("").equals("listening"))
                    .hasSize(1);
            assertThat(Files.readString(file)).containsOnlyOnce(": listening");
            assertThat(Web.send("GET", URI.create(loggers + "?name=com.acme"), "")
                            .body())
                    .contains("\"level\":\"DEBUG\"");
            assertThat(Web.send("GET", URI.create(loggers + "?name=com.till"), "")
                            .body())
                    .contains("\"level\":\"ERROR\"");

            Web.send("PUT", loggers, "logger=com.acme.shelf&level=trace");
            assertThat(Web.get(url.resolve("/actuator/loggers/com.acme.shelf")).body())
                    .contains("\"TRACE\"");
            assertThat(Web.json(
                                    "POST",
                                    url.resolve("/actuator/loggers/com.acme.shelf"),
                                    "{\"configuredLevel\":\"WARN\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(Web.send("GET", URI.create(loggers + "?name=com.acme.shelf"), "")
                            .body())
                    .contains("\"level\":\"WARN\"");

            HttpResponse<String> answer = Web.get(url.resolve("/broken"));
            assertThat(answer.statusCode()).isEqualTo(500);
            Await.until("logged", () -> !torn(shop).isEmpty());
            assertThat(torn(shop)).singleElement().satisfies(event -> assertThat(
                            event.path("request_id").asString(""))
                    .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow()));
        }
    }

    private static List<JsonNode> torn(ShopProcess shop) {
        return shop.log().stream()
                .filter(event -> event.path("level").asString("").equals("ERROR"))
                .filter(event -> event.toString().contains("the page is torn"))
                .toList();
    }

    // Without the filter of the console that ours replaces, everything is there; if it held for all streams, the file
    // of
    // one had nothing.
    @Test
    void aThresholdOfTheConsoleHoldsAndFilesHaveAll() throws Exception {
        Path file = folder.resolve("shop.log");
        Path access = folder.resolve("access.log");
        Map<String, String> environment = with(Map.of(
                "LOGGING_THRESHOLD_CONSOLE",
                "error",
                "LOGGING_FILE_NAME",
                file.toString(),
                "LOG_STREAMS",
                "access=file:" + access));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            Await.until(
                    "listening",
                    () -> Files.exists(file) && Files.readString(file).contains(": listening"));
            URI url = URI.create(Files.readString(file)
                    .lines()
                    .filter(line -> line.contains("Tomcat started on port "))
                    .map(line -> line.replaceAll(".*port (\\d+) .*", "http://127.0.0.1:$1/"))
                    .findFirst()
                    .orElseThrow());
            assertThat(Web.get(url.resolve("/broken")).statusCode()).isEqualTo(500);
            Await.until("logged", () -> !torn(shop).isEmpty());
            assertThat(shop.log())
                    .allSatisfy(event ->
                            assertThat(event.path("level").asString("")).isEqualTo("ERROR"));
        }
    }

    // Where ours is not taken away again, each line is there twice.
    @Test
    void aConsoleThatTheApplicationDescribesIsSpringBoots() throws Exception {
        Map<String, String> environment = with(Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs"));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.url()).isNotNull();
            assertThat(shop.log()).allSatisfy(event -> assertThat(
                            event.path("ecs").path("version").isString())
                    .isTrue());
            assertThat(shop.log())
                    .filteredOn(event -> event.path("message").asString("").equals("listening"))
                    .hasSize(1);
        }
    }
}
