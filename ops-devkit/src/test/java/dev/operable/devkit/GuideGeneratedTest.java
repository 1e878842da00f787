package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Default;
import dev.operable.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets about generated files in {@code docs/config.md}, run in a folder that has these files. */
final class GuideGeneratedTest {
    record HitsSettings(URI databaseUrl, @Default("2s") Duration flushEvery) {}

    @TempDir
    private Path project;

    @Test
    void generates() throws IOException {
        Settings.Builder builder = Settings.of("hits").bind(HitsSettings.class);
        String example = builder.example();
        String table = builder.table();

        assertThat(example).contains("\nDATABASE_URL=\n", "\n#FLUSH_EVERY=2s\n");
        assertThat(table).contains("\n| `FLUSH_EVERY` | a duration | `2s` |");
        Files.writeString(project.resolve(".env.example"), example);
        Files.writeString(
                project.resolve("README.md"), "<!-- begin settings -->\n" + table + "<!-- end settings -->\n");

        UpToDate.file(project.resolve(".env.example"), example);
        UpToDate.section(project.resolve("README.md"), "settings", table);
    }
}
