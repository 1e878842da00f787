package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.ByteSize;
import dev.operable.config.ConfigException;
import dev.operable.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogDestinationTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItPrints() {
        Path file = directory.resolve("audit.log");

        assertThat(LogDestination.parse("file:" + file)).isEqualTo(LogDestination.file(file));
        assertThat(LogDestination.parse("file:" + file + "?size=10kB&keep=7"))
                .isEqualTo(LogDestination.file(file, new ByteSize(10_000), 7));
        for (LogDestination each : new LogDestination[] {
            LogDestination.STDOUT, LogDestination.OFF, LogDestination.file(file, new ByteSize(1_000), 1)
        }) {
            assertThat(LogDestination.parse(each.toString())).isEqualTo(each);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:",
                "stdot",
                "/var/log/x",
                "file:a?size=1",
                "file:a?keep=0",
                "file:a?keep=2MB",
                "file:a?x=1"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> LogDestination.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathThatCannotBeWrittenIsAProblemOfTheConfiguration() {
        assertThat(problems(Map.of("LOG_STREAMS", "audit=file:" + directory + "/none/audit.log")))
                .contains("the directory " + directory + "/none does not exist; create it");
        assertThat(problems(Map.of("LOG_STREAMS", "audit=file:" + directory))).contains(directory + " is a directory");
    }

    // Without the look in requireWritable this is found only by the first event, which is lost.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatCannotBeOpenedIsAProblemOfTheConfigurationWithItsReason() {
        assertThat(problems(Map.of("LOG_STREAMS", "audit=file:/proc/x")))
                .contains("LOG_STREAMS", "\"file:/proc/x\"", "the file /proc/x cannot be opened")
                .contains("name one in a directory that this process may write to");
    }

    @Test
    void toLookAtADestinationLeavesNoFileBehindAndNoneEmpty() throws Exception {
        Path there = Files.writeString(directory.resolve("there.log"), "a line");

        LogDestination.parse("file:" + there);
        LogDestination.parse("file:" + directory.resolve("new.log"));

        assertThat(directory.toFile().list()).containsExactly("there.log");
        assertThat(there).hasContent("a line");
    }

    @Test
    void refusesAnUnknownStreamAndWhatCannotBeMeant() {
        assertThat(problems(Map.of("LOG_STREAMS", "audits=off")))
                .contains("must name the streams app, access and audit only");
        assertThat(problems(Map.of("LOG_STREAMS", "app=off")))
                .contains("must not turn app off; LOG_LEVEL=off does that, and leaves access and audit");
        String file = "file:" + directory + "/a.log";
        assertThat(problems(Map.of("LOG_STREAMS", "app=" + file + ",audit=" + file + "?keep=2")))
                .contains("must give a file of several streams the same size and keep each time");
        assertThat(problems(Map.of("LOG_STREAMS", "app=" + file + ",audit=" + file + ".1")))
                .contains("must not write to a file that another stream's rotation replaces");
        assertThat(problems(Map.of("LOG_REPEATS", "ten"))).contains("LOG_REPEATS", "such as 10/s");
    }

    @Test
    void readsTheVariables() throws Exception {
        Files.createFile(directory.resolve("audit.log"));
        LoggingSettings settings = Settings.of("hits")
                .environment(Map.of(
                        "LOG_STREAMS",
                        "access=off,audit=file:" + directory + "/audit.log?keep=2",
                        "LOG_REPEATS",
                        "10/s",
                        "LOG_FORMAT",
                        "ecs"))
                .bind(LoggingSettings.class)
                .load()
                .get(LoggingSettings.class);

        assertThat(settings.destination(LogStream.APP)).isEqualTo(LogDestination.STDOUT);
        assertThat(settings.destination(LogStream.ACCESS)).isEqualTo(LogDestination.OFF);
        assertThat(settings.destination(LogStream.AUDIT).keep()).isEqualTo(2);
        assertThat(settings.repeats()).isEqualTo(new RepeatLimit(10));
        assertThat(settings.repeats()).hasToString("10/s");
        assertThat(settings.format()).isEqualTo(LogFormat.ECS);
    }

    private static String problems(Map<String, String> environment) {
        Settings.Builder builder = Settings.of("hits").environment(environment).bind(LoggingSettings.class);
        try {
            builder.load();
        } catch (ConfigException wrong) {
            return wrong.getMessage();
        }
        throw new AssertionError("no problem");
    }
}
