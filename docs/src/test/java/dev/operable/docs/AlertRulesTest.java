package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus' own tool accepts the alert rules, and each fires when it should. The tool is named by the system property
 * {@code operable.promtool.bin}, else it is {@code promtool} on the PATH; without one the tests are skipped, or fail where
 * {@code operable.require} contains {@code promtool}.
 */
class AlertRulesTest {
    private static final Path RULES = Path.of("prometheus", "alerts.yml");
    private static final Path CASES = Path.of("prometheus", "alerts.test.yml");

    @TempDir
    Path directory;

    @Test
    void promtool_accepts_the_rules() throws Exception {
        assertThat(promtool(Path.of("prometheus"), "check", "rules", "alerts.yml"))
                .contains("SUCCESS");
    }

    @Test
    void each_rule_fires_when_it_should_and_only_then() throws Exception {
        assertThat(promtool(Path.of("prometheus"), "test", "rules", "alerts.test.yml"))
                .contains("SUCCESS");
    }

    /** The cases are worth something only if they see a rule that no longer fires, whichever it is. */
    @Test
    void a_rule_that_never_fires_is_seen() throws Exception {
        String rules = Files.readString(RULES);
        Files.copy(CASES, directory.resolve("alerts.test.yml"));
        Files.writeString(directory.resolve("alerts.yml"), rules.replace("< 0.1\n", "< 0.01\n"));

        assertThat(promtool(directory, "test", "rules", "alerts.test.yml")).contains("FAILED");
    }

    private static String promtool(Path in, String... arguments) throws Exception {
        String tool = System.getProperty("operable.promtool.bin", "promtool");
        ProcessBuilder builder = new ProcessBuilder(tool).directory(in.toFile()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            boolean required = List.of(
                            System.getProperty("operable.require", "").split(",", -1))
                    .contains("promtool");
            assertThat(required)
                    .as("promtool is required, and %s", missing.getMessage())
                    .isFalse();
            assumeThat(false)
                    .as("There is no promtool: %s", missing.getMessage())
                    .isTrue();
            throw missing;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
