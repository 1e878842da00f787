package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets of {@code docs/config.md}, run. */
final class GuideTest {
    private static final Map<String, String> COMPLETE = Map.of("DATABASE_URL", "a:b", "DATABASE_PASSWORD", "x");

    // opens com.acme.hits to dev.operable.config;  (run by ModuleAccessTest)
    record HitsSettings(
            @Default("127.0.0.1:8082") ListenAddress listen, // LISTEN
            @Key("DATABASE_URL") URI database, // DATABASE_URL, required
            Secret databasePassword, // DATABASE_PASSWORD or DATABASE_PASSWORD_FILE
            @Default("2s") Duration flushEvery) { // FLUSH_EVERY
        HitsSettings {
            Check.positive("flushEvery", flushEvery);
        }
    }

    record PoolSettings(
            @Default("2") int min,
            @Default("10") int max,
            @Default("1s") Duration timeout) {
        PoolSettings {
            Check.between("max", max, 1, 100);
            Check.that("min", min <= max, "must not be more than MAX");
            Check.positive("timeout", timeout);
        }
    }

    record StoreSettings(
            @Prefix("STORE_") PoolSettings pool,
            @Prefix("REPLICA_") Optional<PoolSettings> replica) {}

    @Test
    @Timeout(60)
    void loads() throws Exception {
        Child child = Child.run(
                "DATABASE_URL=a:b",
                "DATABASE_PASSWORD=x",
                Child.JAVA,
                "-cp",
                "target/classes:target/test-classes",
                GuideService.class.getName());
        assertThat(child)
                .isEqualTo(new Child(
                        0, "HitsSettings[listen=127.0.0.1:8082, database=a:b, databasePassword=•••, flushEvery=PT2S]"));
    }

    @Test
    void endsWithAReport() {
        assertThat(status(Map.of())).isEqualTo(78);
        assertThat(status(COMPLETE)).isZero();
    }

    private static int status(Map<String, String> environment) {
        Settings settings;
        try {
            settings = Settings.of("hits")
                    .environment(environment)
                    .bind(HitsSettings.class)
                    .load();
        } catch (ConfigException problems) {
            System.err.println(problems.getMessage());
            return ConfigException.EXIT_STATUS; // 78, EX_CONFIG
        }
        assertThat(settings.get(HitsSettings.class)).isNotNull();
        return 0;
    }

    @Test
    void ordersTheSources() {
        Map<String, String> environment = COMPLETE;
        Settings settings = Settings.of("hits")
                .set("LISTEN", ":0")
                .environment(environment)
                .dotEnv(Path.of(".env"))
                .bind(HitsSettings.class)
                .load();

        assertThat(settings.get(HitsSettings.class).listen().port()).isZero();
    }

    @Test
    void nests() {
        Settings settings = Settings.of("hits")
                .set("REPLICA_MAX", "3")
                .bind(StoreSettings.class)
                .load();
        assertThat(settings.get(StoreSettings.class))
                .isEqualTo(new StoreSettings(
                        new PoolSettings(2, 10, Duration.ofSeconds(1)),
                        Optional.of(new PoolSettings(2, 3, Duration.ofSeconds(1)))));
    }

    @Test
    void readsANameOfRunTime() {
        Settings settings = Settings.of("links").set("HITS_URL", "http://a:1").load();
        String service = "HITS";
        Optional<String> address = settings.value(service + "_URL");

        assertThat(address).contains("http://a:1");
    }

    @Test
    void theGuideShowsTheseReportsAndThisCode() throws IOException {
        String guide = Files.readString(Path.of("../docs/config.md"));
        StringBuilder here = new StringBuilder();
        for (String module : List.of("config", "devkit")) {
            Path tests = Path.of("../ops-" + module + "/src/test/java/dev/operable/" + module);
            try (DirectoryStream<Path> sources = Files.newDirectoryStream(tests, "Guide*.java")) {
                for (Path source : sources) {
                    here.append(packed(Files.readString(source)));
                }
            }
        }
        assertThat(blocks(guide, "java")).hasSizeGreaterThan(8).allSatisfy(code -> assertThat(here)
                .contains(packed(code)));
        assertThat(blocks(guide, "text"))
                .containsExactly(
                        report(HitsSettings.class, Map.of("DATABSE_URL", "a:b", "FLUSH_EVERY", "fast")),
                        report(PoolSettings.class, Map.of("MIN", "20", "MAX", "10", "TIMEOUT", "0s")));
    }

    private static String report(Class<? extends Record> type, Map<String, String> environment) {
        Settings.Builder builder = Settings.of("hits").environment(environment).bind(type);
        return catchThrowableOfType(ConfigException.class, builder::load).getMessage() + "\n";
    }

    private static List<String> blocks(String guide, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Without the spaces, since the formatter breaks lines where the guide does not. */
    private static String packed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
