package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExplanationTest {
    record Hits(
            @Key("DATABASE_URL") URI database,
            @Default("changeme") Secret databasePassword,

            @Doc("How often hits are written") @Default("2s")
            Duration flushEvery,

            @Default("a \"quote\"\n") String greeting,
            Optional<Integer> most,
            @Default("8080") int port) {
        Hits {
            Check.positive("flushEvery", flushEvery);
        }
    }

    /** The clock of the settings, moved by hand. */
    private static final class Time extends Clock {
        private Instant now = Instant.parse("2026-11-01T12:00:00Z");

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @TempDir
    Path folder = Path.of("");

    private final Time time = new Time();
    private final Store store = new Store();

    private Settings settings() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "hunter2\n");
        Path dotEnv = Files.writeString(folder.resolve(".env"), "FLUSH_EVERY=3s\nDATABASE_PASSWORD=hunter3\n");
        store.put("FLUSH_EVERY", "4s", "DATABASE_URL", "http://user:hunter4@db", "DATABASE_PASSWORD_FILE", "/nowhere");
        return Settings.of("hits")
                .clock(time)
                .set("PORT", "1")
                .environment(Map.of("DATABASE_PASSWORD_FILE", password.toString()))
                .dotEnv(dotEnv)
                .source(store)
                .bind(Hits.class)
                .load();
    }

    @Test
    void isATableForPeople() throws IOException {
        Settings settings = settings();
        assertThat(settings.explain()).hasToString("""
                The settings of hits:
                  DATABASE_URL        "http://user:•••@db" from Store key DATABASE_URL at index 1, since 2026-11-01T12:00:00Z
                  DATABASE_PASSWORD   ••• from the file FOLDER/password that DATABASE_PASSWORD_FILE names, since 2026-11-01T12:00:00Z
                                        instead of ••• from line 2 of FOLDER/.env
                                        instead of ••• from Store, where it cannot be read
                                        instead of ••• from its default
                  FLUSH_EVERY         "3s" from line 1 of FOLDER/.env, since 2026-11-01T12:00:00Z
                                        instead of "4s" from Store key FLUSH_EVERY at index 1
                                        instead of "2s" from its default
                                        How often hits are written.
                  GREETING            "a \\"quote\\"\\n" from its default, since 2026-11-01T12:00:00Z
                  MOST                is not set
                  PORT                "1" set in code, since 2026-11-01T12:00:00Z
                                        instead of "8080" from its default""".replace("FOLDER", folder.toString()));

        time.now = time.now.plusSeconds(60);
        Files.writeString(folder.resolve(".env"), "FLUSH_EVERY=5s\n");
        assertThat(settings.reload()).isEmpty();
        Files.writeString(folder.resolve(".env"), "FLUSH_EVERY=0s\n");
        assertThat(settings.reload()).hasSize(1);
        assertThat(settings.explain().toString())
                .contains("\"5s\" from line 1 of " + folder + "/.env, since 2026-11-01T12:01:00Z\n")
                .contains("\"1\" set in code, since 2026-11-01T12:00:00Z\n")
                .endsWith("""
                        from its default
                        The last update is not in force. The configuration of hits has 1 problem:
                          FLUSH_EVERY   "0s" from line 1 of FOLDER/.env must be positive. (Hits.flushEvery)""".replace("FOLDER", folder.toString()));
    }

    @Test
    void isJsonForPrograms() throws IOException {
        Settings settings = settings();
        store.put("FLUSH_EVERY", "0s", "DATABASE_URL", "x:y", "MOST", "many");
        assertThat(settings.reload()).hasSize(1);
        JsonNode json = new JsonMapper().readTree(settings.explain().json());
        assertThat(json.get("service").asString()).isEqualTo("hits");
        JsonNode flushEvery = json.get("settings").get(2);
        assertThat(flushEvery).isEqualTo(new JsonMapper().readTree("""
                {"key": "FLUSH_EVERY", "doc": "How often hits are written", "secret": false,
                 "value": "3s", "from": "line 1 of FOLDER/.env", "changed": "2026-11-01T12:00:00Z",
                 "losers": [{"value": "4s", "from": "Store key FLUSH_EVERY at index 1"},
                            {"value": "2s", "from": "its default"}]}""".replace("FOLDER", folder.toString())));
        assertThat(json.get("settings").get(1).get("value").asString()).isEqualTo("•••");
        assertThat(json.get("settings").get(3).get("value").asString()).isEqualTo("a \"quote\"\n");
        assertThat(json.get("settings").get(4)).isEqualTo(new JsonMapper().readTree("""
                {"key": "MOST", "doc": "", "secret": false, "losers": []}"""));
        assertThat(json.get("problems").get(0).get("key").asString()).isEqualTo("MOST");
        assertThat(new JsonMapper()
                        .readTree(Settings.of("\u0001\ud800").load().explain().json())
                        .get("settings"))
                .isEmpty();
    }

    @Test
    void hasEntriesAndTheTimesOfTheSource() {
        Instant then = Instant.parse("2020-01-01T00:00:00Z");
        ConfigSource dated = new ConfigSource() {
            @Override
            public String name() {
                return "Dated";
            }

            @Override
            public Map<String, ConfigValue> values() {
                return Map.of("DATABASE_URL", new ConfigValue("a:b", "Dated", Optional.of(then)));
            }
        };
        Explanation.Entry entry = Settings.of("s")
                .source(dated)
                .bind(Hits.class)
                .load()
                .explain()
                .entries()
                .get(0);
        ConfigValue winner = new ConfigValue("a:b", "Dated", Optional.of(then));
        assertThat(entry).isEqualTo(new Explanation.Entry("DATABASE_URL", Optional.of(winner), List.of(), false, ""));
    }
}
