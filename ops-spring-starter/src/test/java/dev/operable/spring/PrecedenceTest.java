package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Who wins: what is said for this process over what the application's files say. */
class PrecedenceTest {
    @TempDir
    Path folder;

    private final StandardEnvironment environment = new StandardEnvironment();

    private void derived(Map<String, Object> commandLine, Map<String, Object> process, Map<String, Object> files) {
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", commandLine));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new MapPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, process));
        environment.getPropertySources().addLast(new MapPropertySource("application.properties", files));
        DerivedProperties.addTo(environment, Foundation.load(environment).settings(), true);
    }

    @Test
    void variablesWinOverTheApplicationsFiles() {
        derived(
                Map.of(
                        "LISTEN", "127.0.0.1:3000",
                        "DATABASE_URL", "postgres://me:secret@db/shop",
                        "DATABASE_USER", "other"),
                Map.of(),
                Map.of(
                        "server.port", "8081",
                        "server.address", "0.0.0.0",
                        "spring.datasource.url", "jdbc:sqlite:${DATABASE_FILE:x.db}"));

        assertThat(environment.getProperty("server.port")).isEqualTo("3000");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo("jdbc:postgresql://db/shop");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("other");
        assertThat(environment.getProperty("spring.datasource.password")).isEqualTo("secret");
    }

    @Test
    void springsOwnPropertiesForThisProcessWinOverVariables() {
        derived(
                Map.of("LISTEN", ":3000", "server.port", "4000", "DATABASE_URL", "jdbc:h2:mem:a"),
                Map.of("spring.datasource.url", "jdbc:h2:mem:b"),
                Map.of());

        assertThat(environment.getProperty("server.port")).isEqualTo("4000");
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo("jdbc:h2:mem:b");
    }

    @Test
    void withoutVariablesTheApplicationsFilesHold() {
        derived(Map.of(), Map.of(), Map.of("spring.datasource.url", "jdbc:sqlite:x.db", "server.port", "8081"));

        assertThat(environment.getProperty("server.port")).isEqualTo("8081");
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo("jdbc:sqlite:x.db");
        assertThat(environment.getProperty("spring.datasource.hikari.data-source-properties.transaction_mode"))
                .isEqualTo("IMMEDIATE");
        assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
    }

    @Test
    void defaultsAreNoneWhereTheApplicationSaysSomething() {
        derived(Map.of(), Map.of(), Map.of("spring.main.banner-mode", "log", "spring.datasource.url", "jdbc:h2:mem:a"));

        assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("log");
        assertThat(environment.containsProperty("spring.datasource.hikari.data-source-properties.transaction_mode"))
                .isFalse();
    }

    @Test
    void commandLineWinsOverTheProcessAndThatOverFiles() {
        Map<String, String> process = Map.of("OPS_STOP_LINGER", "2s", "OPS_STOP_DRAIN", "3s", "PASSWORD", "a${b");
        environment.getPropertySources().addFirst(new MapPropertySource("line", Map.of("ops.stop.linger", "1s")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("files", Map.of("ops.stop.drain", "9s", "ops.stop.total", "${t:20s}")));

        assertThat(Variables.of(environment, process))
                .containsEntry("OPS_STOP_LINGER", "1s")
                .containsEntry("OPS_STOP_DRAIN", "3s")
                .containsEntry("OPS_STOP_TOTAL", "20s")
                .as("a value of the process is no template")
                .containsEntry("PASSWORD", "a${b");
    }

    @Test
    void propertiesAreReadInEverySpellingOfSpring() {
        Map<String, Object> files = new LinkedHashMap<>();
        files.put("ops.stop-linger", "1s");
        files.put("ops.stopDrain", "2s");
        files.put("ops.metrics.slo[0]", "70ms");
        files.put("ops.metrics.slo[1]", "1s");
        environment.getPropertySources().addLast(new MapPropertySource("files", files));

        assertThat(Variables.of(environment, Map.of()))
                .containsEntry("OPS_STOP_LINGER", "1s")
                .containsEntry("OPS_STOP_DRAIN", "2s")
                .containsEntry("OPS_METRICS_SLO", "70ms,1s");
    }
}
