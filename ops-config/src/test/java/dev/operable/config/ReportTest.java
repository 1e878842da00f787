package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReportTest {
    record HitsSettings(
            @Default("127.0.0.1:8082") ListenAddress listen,

            @Key("DATABASE_URL") @Doc(example = "jdbc:postgresql://db/hits")
            URI database,

            Optional<Secret> databasePassword,
            @Default("2s") Duration flushEvery) {
        HitsSettings {
            Check.positive("flushEvery", flushEvery);
        }
    }

    enum LogFormat {
        AUTO,
        JSON,
        PLAIN_TEXT
    }

    record Everything(
            boolean enabled,
            int size,
            short port,
            double ratio,
            LogFormat format,
            List<Integer> sizes,
            Map<String, Duration> limits,
            java.time.LocalDate since,
            ListenAddress listen,
            URI target,
            @Doc("Where uploads go") Path folder,
            Secret token,
            String greeting) {}

    record Range(
            int min, int max, Secret password, @Default("5") int step) {
        Range {
            Check.positive("step", step);
            if (min > max) {
                throw new IllegalArgumentException("the range is empty: " + min + " is above " + max);
            }
            if (step > max) {
                throw new IllegalArgumentException("step is wider than the range");
            }
            if (password.reveal().length() < 8) {
                throw new IllegalArgumentException("the password is too short: " + password.reveal());
            }
        }
    }

    @Test
    void readsAsTheDesignSays() {
        assertReport(
                Settings.of("hits")
                        .environment(Map.of("DATABSE_URL", "jdbc:postgresql://db/hits", "FLUSH_EVERY", "fast"))
                        .bind(HitsSettings.class),
                """
                The configuration of hits has 3 problems:
                  DATABASE_URL   is missing. It is a URI, for example jdbc:postgresql://db/hits. (HitsSettings.database)
                  FLUSH_EVERY    "fast" from the environment is not a duration. Write it as 500ms, 2s, 5m or PT2S. (HitsSettings.flushEvery)
                  DATABSE_URL    is set but nothing reads it. Did you mean DATABASE_URL?""");
    }

    @Test
    void saysWhatEachMissingVariableIs() {
        assertReport(Settings.of("all").bind(Everything.class), """
                The configuration of all has 11 problems:
                  ENABLED    is missing. It is yes or no, for example true or false. (Everything.enabled)
                  SIZE       is missing. It is a whole number, for example 8 or 250. (Everything.size)
                  PORT       is missing. It is a whole number, for example 8 or 250. (Everything.port)
                  RATIO      is missing. It is a number, for example 8 or 0.25. (Everything.ratio)
                  FORMAT     is missing. It is one of auto, json, plain_text. (Everything.format)
                  SINCE      is missing. It is a date, for example 2026-01-31. (Everything.since)
                  LISTEN     is missing. It is an address to listen on, for example 3000, :3000, 0.0.0.0:3000 or [::1]:3000. (Everything.listen)
                  TARGET     is missing. It is a URI, for example https://host:8080/path. (Everything.target)
                  FOLDER     is missing. Where uploads go. It is a path, for example /var/lib/data. (Everything.folder)
                  TOKEN      is missing. It is a secret; TOKEN_FILE may name a file that holds it. (Everything.token)
                  GREETING   is missing. (Everything.greeting)""");
    }

    @Test
    void saysWhatIsWrongWithEachMalformedValue() {
        assertReport(
                Settings.of("all")
                        .set("ENABLED", "perhaps")
                        .set("SIZE", "many")
                        .set("PORT", "70000")
                        .set("RATIO", "NaN")
                        .set("FORMAT", "plain-tex")
                        .set("SIZES", "1,two,3")
                        .set("LIMITS", "a=1s,b")
                        .set("SINCE", "yesterday")
                        .set("LISTEN", "localhost")
                        .set("TARGET", "https://me:pass word@host/")
                        .set("FOLDER", "/a\0b")
                        .set("TOKEN", "t")
                        .set("GREETING", "")
                        .bind(Everything.class),
                """
                The configuration of all has 11 problems:
                  ENABLED   "perhaps" set in code is not yes or no. Write it as true or false. (Everything.enabled)
                  SIZE      "many" set in code is not a whole number. Write it as 8 or 250. (Everything.size)
                  PORT      "70000" set in code is out of range. Write a whole number between -32768 and 32767. (Everything.port)
                  RATIO     "NaN" set in code is not a number. Write it as 8 or 0.25. (Everything.ratio)
                  FORMAT    "plain-tex" set in code is not one of auto, json, plain_text. Did you mean plain_text? (Everything.format)
                  SIZES     "1,two,3" set in code is not well-formed at place 2: "two" is not a whole number. Write it as 8 or 250. (Everything.sizes)
                  LIMITS    "a=1s,b" set in code is not well-formed at place 2: "b" is not a pair. Write it as name=value. (Everything.limits)
                  SINCE     "yesterday" set in code is not a date. Write it as 2026-01-31. (Everything.since)
                  LISTEN    "localhost" set in code is not an address to listen on: it does not end in a port. Write it as 3000, :3000, 0.0.0.0:3000 or [::1]:3000. (Everything.listen)
                  TARGET    "https://me:•••@host/" set in code is not a URI. Write it as https://host:8080/path. (Everything.target)
                  FOLDER    "/a\\u0000b" set in code is not a path. Write it as /var/lib/data. (Everything.folder)""");
    }

    @Test
    void putsWhatAConstructorRefusesBesideTheVariable() {
        assertReport(
                Settings.of("range")
                        .environment(Map.of("MIN", "1", "MAX", "3", "PASSWORD", "longenough", "STEP", "0"))
                        .bind(Range.class),
                """
                The configuration of range has 1 problem:
                  STEP   "0" from the environment must be positive. (Range.step)""");
        assertReport(
                Settings.of("range")
                        .environment(Map.of("MIN", "1", "MAX", "3", "PASSWORD", "longenough"))
                        .bind(Range.class),
                """
                The configuration of range has 1 problem:
                  STEP   "5" from its default is wider than the range. (Range.step)""");
    }

    @Test
    void putsARuleThatNamesNoComponentBesideAllVariablesOfTheRecord() {
        assertReport(
                Settings.of("range")
                        .environment(Map.of("MIN", "9", "MAX", "3", "PASSWORD", "longenough"))
                        .bind(Range.class),
                """
                The configuration of range has 1 problem:
                  MIN, MAX, PASSWORD, …   are refused together: the range is empty: 9 is above 3. MIN is "9" from the environment, MAX is "3" from the environment, PASSWORD is ••• from the environment, STEP is "5" from its default. (Range)""");
    }

    @Test
    void withholdsAMessageThatHoldsASecret() {
        assertReport(
                Settings.of("range")
                        .environment(Map.of("MIN", "1", "MAX", "9", "PASSWORD", "hunter2"))
                        .bind(Range.class),
                """
                The configuration of range has 1 problem:
                  PASSWORD   ••• from the environment is refused: the reason is not shown because it holds a secret. (Range.password)""");
    }

    @Test
    void listsTheProblemsOfAllRecordsInTheOrderOfBinding() {
        Settings.Builder builder = Settings.of("both")
                .environment(Map.of("STEP", "x", "OPS_LISTN", "1", "OPS_ZZZ", "1"))
                .bind(Range.class)
                .bind(HitsSettings.class);

        ConfigException first = catchThrowableOfType(ConfigException.class, builder::load);
        ConfigException second = catchThrowableOfType(ConfigException.class, builder::load);

        assertThat(first.problems())
                .extracting(Problem::key)
                .containsExactly("MIN", "MAX", "PASSWORD", "STEP", "DATABASE_URL", "OPS_LISTN", "OPS_ZZZ");
        assertThat(second).hasMessage(first.getMessage());
    }

    static void assertReport(Settings.Builder builder, String report) {
        assertThat(catchThrowableOfType(ConfigException.class, builder::load)).hasMessage(report);
    }
}
