package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.GuideTest.HitsSettings;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The snippets of the guide that are about checks, new names and misspelt ones. */
final class GuideProblemsTest {
    record LimitSettings(
            @Positive int limit, @Default("3") @Max(10) int burst) {}

    record StoreSettings(
            @Key(value = "DATABASE_URL", deprecated = "DB_URL", defunct = "HITS_DB")
            URI database,

            @Key(deprecated = "CONNECTIONS") @Default("10") int poolSize) {} // POOL_SIZE

    record PauseSettings(Duration pause) {
        PauseSettings {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("pause must not be negative");
            }
        }
    }

    /** As loggers of many kinds have it. */
    private static final class Log {
        private final List<String> lines = new ArrayList<>();

        void warning(String line) {
            lines.add(line);
        }
    }

    @Test
    void warnsOfOldNames() {
        Log log = new Log();
        Settings settings = Settings.of("hits")
                .environment(Map.of("DB_URL", "a:b"))
                .bind(StoreSettings.class)
                .load();
        for (Problem warning : settings.warnings()) {
            log.warning(warning.key() + " " + warning.message()); // DB_URL is an old name of DATABASE_URL. Rename it.
        }

        assertThat(log.lines).containsExactly("DB_URL is an old name of DATABASE_URL. Rename it.");
    }

    @Test
    void ownsAPrefix() {
        Map<String, String> environment = Map.of("DATABASE_URL", "a:b", "DATABASE_PASSWORD", "x", "HITS_X", "1");
        Settings.Builder builder =
                Settings.of("hits").environment(environment).owns("HITS_").bind(HitsSettings.class);

        assertReport(builder, """
                The configuration of hits has 1 problem:
                  HITS_X   is set but nothing reads it. Remove it or correct its name.""");
    }

    @Test
    void checksConstraintsAndOwnExceptions() {
        assertReport(
                Settings.of("hits")
                        .environment(Map.of("LIMIT", "0", "BURST", "11", "PAUSE", "PT-1S"))
                        .bind(LimitSettings.class)
                        .bind(PauseSettings.class),
                """
                The configuration of hits has 3 problems:
                  LIMIT   "0" from the environment must be greater than 0. (LimitSettings.limit)
                  BURST   "11" from the environment must be less than or equal to 10. (LimitSettings.burst)
                  PAUSE   "PT-1S" from the environment must not be negative. (PauseSettings.pause)""");
    }
}
