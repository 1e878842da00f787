package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool accepts the alert rules, and each fires when it should. */
class AlertRulesTest {
    private static final Path RULES = Path.of("prometheus", "alerts.yml");
    private static final Path CASES = Path.of("prometheus", "alerts.test.yml");

    @TempDir
    Path directory;

    @Test
    void promtool_accepts_the_rules() throws Exception {
        assertThat(Promtool.run(Path.of("prometheus"), "check", "rules", "alerts.yml"))
                .contains("SUCCESS");
    }

    @Test
    void each_rule_fires_when_it_should_and_only_then() throws Exception {
        assertThat(Promtool.run(Path.of("prometheus"), "test", "rules", "alerts.test.yml"))
                .contains("SUCCESS");
    }

    /** The cases are worth something only if they see a rule that no longer fires, whichever it is. */
    @Test
    void a_rule_that_never_fires_is_seen() throws Exception {
        String rules = Files.readString(RULES);
        Files.copy(CASES, directory.resolve("alerts.test.yml"));
        Files.writeString(directory.resolve("alerts.yml"), rules.replace("< 0.1\n", "< 0.01\n"));

        assertThat(Promtool.run(directory, "test", "rules", "alerts.test.yml")).contains("FAILED");
    }
}
