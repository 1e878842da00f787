package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What only a process of its own shows: its streams, its signals and its exit status. */
class ProcessTest {
    @TempDir
    Path folder;

    @Test
    void everyLineOfTheOutputIsOneJsonObject() throws Exception {
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "SERVICE_INSTANCE", "shop-1",
                "LISTEN", "127.0.0.1:0",
                "OPS_DISCOVERY", "off",
                "OPS_STOP_LINGER", "100ms",
                "LOG_LEVELS", "dev.operable.rpc=debug,org.flywaydb=warn",
                "LOGGING_LEVEL_COM_ZAXXER", "warn",
                "DATABASE_URL", "jdbc:sqlite:" + folder.resolve("shop.db"));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            URI url = shop.url();
            URI admin = URI.create(
                    shop.event("admin endpoints").orElseThrow().path("url").asString());
            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(Web.get(url.resolve("/self-check")).body()).contains("everything is well");
            assertThat(Web.get(admin.resolve("/self-check")).body()).contains("everything is well");

            shop.terminate();

            // What the JVM says when it was asked to stop by SIGTERM.
            assertThat(shop.status()).isEqualTo(143);
            assertThat(shop.log())
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.isObject()).isTrue())
                    .allSatisfy(event ->
                            assertThat(event.path("instance").asString("")).isEqualTo("shop-1"));
            assertThat(shop.log())
                    .as("LOG_LEVELS")
                    .noneMatch(event -> event.path("logger").asString().startsWith("org.flywaydb"));
            assertThat(shop.log())
                    .as("Spring Boot's own levels")
                    .noneMatch(event -> event.path("logger").asString().startsWith("com.zaxxer"));
            JsonNode stopped = shop.event("Stopped cleanly").orElseThrow();
            assertThat(stopped.path("timeline").asString())
                    .containsSubsequence("UNREADY", "DEREGISTER", "LINGER", "DRAIN web server");
            // Newer JVMs warn there of drivers that load native code.
            assertThat(shop.errors().lines())
                    .allSatisfy(line -> assertThat(line).matches("(WARNING: .*)?"));
        }
    }

    @Test
    void wrongSettingsAreReportedTogetherAndEndTheProcessWithStatus78() throws Exception {
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "LISTEN", "nowhere",
                "OPS_STOP_LINGR", "1s",
                "LOG_FORMAT", "xml",
                "DATABASE_URL", "mysql://shop:hunter2@db/shop");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(78);
            assertThat(shop.errors())
                    .startsWith("The configuration of shop has 4 problems:")
                    .contains("LISTEN")
                    .contains("Did you mean OPS_STOP_LINGER?")
                    .contains("LOG_FORMAT")
                    .contains("DATABASE_URL \"mysql://shop:•••@db/shop\" is not the URL of a database. Write ")
                    .contains(" or postgres://user:password@host/database.")
                    .doesNotContain("hunter2")
                    .doesNotContain("\tat ");
            assertThat(shop.log())
                    .allSatisfy(event -> assertThat(event.isObject()).isTrue());
        }
    }

    @Test
    void startThatFailsForAnotherReasonIsLoggedAsJsonToo() throws Exception {
        Map<String, String> environment = Map.of(
                "OPS_DISCOVERY",
                "off",
                "LISTEN",
                "127.0.0.1:0",
                "DATABASE_URL",
                "jdbc:sqlite:/nonexistent/folder/x.db");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(1);
            assertThat(shop.log())
                    .anyMatch(event -> event.path("level").asString().equals("ERROR"));
        }
    }
}
