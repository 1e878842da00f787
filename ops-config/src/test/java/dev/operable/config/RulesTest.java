package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules that constructors check: all broken ones in one report, and nothing false. */
final class RulesTest {
    enum Mode {
        SMALL,
        MEDIUM,
        LARGE
    }

    record Pool(
            int min,
            int max,
            @Default("1s") Duration timeout,
            double share,
            @Default("a") List<String> hosts,
            Optional<Integer> spare,
            @Default("x") String name) {
        Pool {
            Check.that("name", !name.contains(" "), "must not have spaces");
            Check.positive("min", min);
            Check.between("max", max, 1, 100);
            Check.that("min", min <= max, "must not be more than MAX");
            Check.between("timeout", timeout, Duration.ofMillis(250), Duration.ofMinutes(90));
            Check.between("share", share, 0, 1);
            hosts.forEach(host -> Check.notBlank("hosts", host.replace("?", "")));
            spare.ifPresent(spares -> requireSpare(spares, 100 / max));
        }

        private static void requireSpare(int spares, int limit) {
            Check.between("spare", spares, 0, limit);
        }
    }

    @Test
    void allBrokenRulesOfARecordStandInTheOrderOfItsComponents() {
        assertReport(
                pool("MIN", "0", "MAX", "101", "TIMEOUT", "2h", "SHARE", "1.5")
                        .set("HOSTS", "a,?,?")
                        .set("SPARE", "-1")
                        .set("NAME", "a b"),
                """
                The configuration of pool has 7 problems:
                  MIN       "0" from the environment must be positive. (Pool.min)
                  MAX       "101" from the environment must be between 1 and 100. (Pool.max)
                  TIMEOUT   "2h" from the environment must be between 250ms and 1h30m. (Pool.timeout)
                  SHARE     "1.5" from the environment must be between 0 and 1. (Pool.share)
                  HOSTS     "a,?,?" set in code must not be blank. (Pool.hosts)
                  SPARE     "-1" set in code must be between 0 and 0. (Pool.spare)
                  NAME      "a b" set in code must not have spaces. (Pool.name)""");
    }

    @Test
    void anExceptionThatComesOfABrokenRuleIsNotTold() {
        assertReport(pool("MIN", "-1", "MAX", "0", "SHARE", "1", "SPARE", "1"), """
                The configuration of pool has 2 problems:
                  MIN   "-1" from the environment must be positive. (Pool.min)
                  MAX   "0" from the environment must be between 1 and 100. (Pool.max)""");
    }

    @Test
    void rulesAreToldAlsoWhereOtherValuesAreMissingOrMalformed() {
        assertReport(pool("MAX", "101", "TIMEOUT", "soon", "SHARE", "-1", "NAME", "a b"), """
                The configuration of pool has 5 problems:
                  MIN       is missing. It is a whole number, for example 8 or 250. (Pool.min)
                  MAX       "101" from the environment must be between 1 and 100. (Pool.max)
                  TIMEOUT   "soon" from the environment is not a duration. Write it as 500ms, 2s, 5m or PT2S. (Pool.timeout)
                  SHARE     "-1" from the environment must be between 0 and 1. (Pool.share)
                  NAME      "a b" from the environment must not have spaces. (Pool.name)""");
    }

    @Test
    void aRuleBetweenAKnownAndAnUnknownValueIsNotGuessed() {
        assertReport(pool("MIN", "99999", "MAX", "many", "SHARE", "1"), """
                The configuration of pool has 1 problem:
                  MAX   "many" from the environment is not a whole number. Write it as 8 or 250. (Pool.max)""");
    }

    record Related(
            long a, long b, long c, String left, String right, Mode mode, Duration from, Duration to, URI target) {
        Related {
            Check.that("a", a < b - c, "must be less than B without C");
            Check.that("left", left.equals(right), "must be RIGHT");
            Check.that("a", mode == Mode.MEDIUM || a < 3, "must be less than 3 unless MODE is medium");
            Check.between("from", from, Duration.ZERO, to);
            Check.positive("a", b - a);
            if (c > 1000) {
                throw new IllegalArgumentException("c must be 1000 at most");
            }
            Check.that("a", a != c, "must not be C");
            Check.that("a", c * c * c + c != 2 || target.getPort() == 8080, "must fit");
        }
    }

    @ParameterizedTest
    @CsvSource({"B,C", "A", "RIGHT", "LEFT", "MODE", "MODE,C", "TO", "FROM,TO", "A,B,C,MODE", "TARGET", "TARGET,C", "B"
    })
    void whateverIsUnknownNothingFalseIsSaid(String unknown) {
        Map<String, String> right = Map.of(
                "A",
                "3",
                "B",
                "9",
                "C",
                "1",
                "LEFT",
                "x y",
                "RIGHT",
                "x y",
                "MODE",
                "medium",
                "FROM",
                "3h",
                "TO",
                "3h",
                "TARGET",
                "http://a:8080/");
        Settings.Builder builder = Settings.of("related").bind(Related.class);
        List<String> missing = List.of(unknown.split(","));
        right.forEach((key, value) -> {
            if (!missing.contains(key)) {
                builder.set(key, value);
            }
        });
        assertThat(catchThrowableOfType(ConfigException.class, builder::load).problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrderElementsOf(missing);
    }

    record Manual(
            int size,
            Duration pause,
            String name,
            @Default("1") int step) {
        Manual {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("PAUSE is " + pause + ". It must not be negative.");
            }
            if (size > 10) {
                throw new IllegalArgumentException("size must be 10 at most");
            }
            if (size < step) {
                throw new IllegalArgumentException("the step is wider than the size");
            }
            Check.notBlank("name", name);
        }
    }

    @Test
    void whatAConstructorThrowsIsPutBesideTheVariableThatItNames() {
        Settings.Builder builder = Settings.of("manual").bind(Manual.class);
        builder.set("SIZE", "5").set("PAUSE", "PT-1S").set("NAME", "x");
        assertReport(builder, """
                The configuration of manual has 1 problem:
                  PAUSE   is PT-1S. It must not be negative. Its value is set in code. (Manual.pause)""");
        assertReport(builder.set("PAUSE", "1s").set("SIZE", "11"), """
                The configuration of manual has 1 problem:
                  SIZE   "11" set in code must be 10 at most. (Manual.size)""");
        assertReport(builder.set("SIZE", "0"), """
                The configuration of manual has 1 problem:
                  SIZE, STEP   are refused together: the step is wider than the size. SIZE is "0" set in code, STEP is "1" from its default. (Manual)""");
    }

    @Test
    void whatAConstructorThrowsIsToldBesideAMissingValueIfItDoesNotDependOnThat() {
        assertReport(
                Settings.of("manual").set("PAUSE", "PT-1S").set("SIZE", "5").bind(Manual.class), """
                The configuration of manual has 2 problems:
                  PAUSE   is PT-1S. It must not be negative. Its value is set in code. (Manual.pause)
                  NAME    is missing. (Manual.name)""");
        assertReport(Settings.of("manual").set("PAUSE", "1s").set("NAME", " ").bind(Manual.class), """
                The configuration of manual has 2 problems:
                  SIZE   is missing. It is a whole number, for example 8 or 250. (Manual.size)
                  NAME   " " set in code must not be blank. (Manual.name)""");
    }

    record Greedy(int size, String name, @Default("0") int step) {
        Greedy {
            Check.positive("step", step);
            byte[] room = new byte[Math.abs(size)];
            Check.that("name", name.length() > 100 - room.length % 99, "must be longer");
        }
    }

    @Test
    @Timeout(30)
    void aConstructorThatDiesOfAnUnlikelyValueIsNoFault() {
        assertReport(Settings.of("greedy").set("NAME", "x").bind(Greedy.class), """
                The configuration of greedy has 2 problems:
                  SIZE   is missing. It is a whole number, for example 8 or 250. (Greedy.size)
                  STEP   "0" from its default must be positive. (Greedy.step)""");
    }

    record Wordy(String text, List<Secret> keys) {
        Wordy {
            if (text.length() > 5) {
                throw new IllegalArgumentException("too long for " + keys.size() + " secrets: " + text);
            }
            Check.that("text", text.isEmpty(), "must be empty, not " + text);
        }
    }

    @Test
    @Timeout(20)
    void aReasonOfAMebibyteIsNotSearchedForThousandsOfSecretsButWithheld() {
        String keys =
                IntStream.range(100_000, 250_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertReport(
                Settings.of("wordy")
                        .set("TEXT", "text?a:b@c,".repeat(100_000))
                        .set("KEYS", keys)
                        .bind(Wordy.class),
                """
                The configuration of wordy has 1 problem:
                  TEXT   "text?a:•••@c," set in code is refused: the reason is not shown because it is too long. (Wordy.text)""");
    }

    record Helped(int size, int other) {
        Helped {
            Check.positive("size", size);
            Helper.check(other);
            Check.that("other", other < 100, "must be less than 100");
        }
    }

    static final class Helper {
        static void check(int other) {
            Check.positive("other", other);
            assertThat(other)
                    .as("nobody else's code goes on after a broken rule")
                    .isPositive();
        }
    }

    @Test
    void aRuleInTheCodeOfOthersStillThrowsAndIsTold() {
        assertReport(Settings.of("helped").set("SIZE", "0").set("OTHER", "-1").bind(Helped.class), """
                The configuration of helped has 2 problems:
                  SIZE    "0" set in code must be positive. (Helped.size)
                  OTHER   "-1" set in code must be positive. (Helped.other)""");
        assertThatThrownBy(() -> new Helped(0, 1)).hasMessage("size must be positive, but is \"0\"");
    }

    private static Settings.Builder pool(String... pairs) {
        Settings.Builder builder = Settings.of("pool").bind(Pool.class);
        Map<String, String> environment = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return builder.environment(environment);
    }
}
