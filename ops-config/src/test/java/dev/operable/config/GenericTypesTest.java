package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ArrayRecordComponent")
final class GenericTypesTest {
    record Range<T extends Comparable<T>>(T min, T max) {
        Range {
            Check.that("min", min.compareTo(max) <= 0, "must not be more than max");
        }
    }

    record Limits<T extends Comparable<T>, U>(
            @Prefix("SIZE_") Range<T> size, List<U> names, U[] array, Optional<T> best) {}

    record Ranges(
            @Prefix("PAUSE_") Range<Duration> pause,
            @Prefix("COUNT_") Optional<Range<Integer>> count,
            @Prefix("LIMIT_") Limits<ByteSize, Character> limits) {}

    record Raw(@SuppressWarnings("rawtypes") Range range) {}

    record Nested(
            Map<String, List<Integer>> groups,
            List<Map<String, Duration>> limits,
            List<List<List<String>>> deep,
            Set<? extends Number> wildcard) {}

    record Numbered(Map<String, List<Integer>> map, int[] ints, List<Duration>[] lists, Set<? extends Integer> set) {}

    record TwiceOptional(Optional<Optional<String>> name) {}

    record KeyedByNumber(Map<Integer, String> names) {}

    @Test
    void aGenericRecordIsReadAsItsTypeArgumentsSay() {
        Ranges ranges = Settings.of("s")
                .set("PAUSE_MIN", "1s")
                .set("PAUSE_MAX", "1m")
                .set("COUNT_MIN", "1")
                .set("COUNT_MAX", "9")
                .set("LIMIT_SIZE_MIN", "1kB")
                .set("LIMIT_SIZE_MAX", "1MiB")
                .set("LIMIT_NAMES", "a,b")
                .set("LIMIT_ARRAY", "x,\\,")
                .bind(Ranges.class)
                .load()
                .get(Ranges.class);

        assertThat(ranges.pause()).isEqualTo(new Range<>(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        assertThat(ranges.count()).contains(new Range<>(1, 9));
        assertThat(ranges.limits().size()).isEqualTo(new Range<>(new ByteSize(1000), new ByteSize(1 << 20)));
        assertThat(ranges.limits().names()).containsExactly('a', 'b');
        assertThat((Object[]) ranges.limits().array()).containsExactly('x', ',');
        assertThat(ranges.limits().best()).isEmpty();
    }

    @Test
    void theReportNamesWhatTheTypeArgumentsAre() {
        assertReport(
                Settings.of("s")
                        .set("PAUSE_MIN", "1")
                        .set("PAUSE_MAX", "1m")
                        .set("COUNT_MIN", "10")
                        .set("COUNT_MAX", "9")
                        .set("LIMIT_SIZE_MIN", "1KB")
                        .set("LIMIT_NAMES", "a,bc")
                        .bind(Ranges.class),
                """
                The configuration of s has 5 problems:
                  PAUSE_MIN        "1" set in code is not a duration. Write it as 500ms, 2s, 5m or PT2S. (Range.min)
                  COUNT_MIN        "10" set in code must not be more than max. (Range.min)
                  LIMIT_SIZE_MIN   "1KB" set in code is not a byte size: it does not end in a unit, did you mean kB? Write it as 512kB, 10MiB or 3B. (Range.min)
                  LIMIT_SIZE_MAX   is missing. It is a byte size, for example 512kB, 10MiB or 3B. (Range.max)
                  LIMIT_NAMES      "a,bc" set in code is not well-formed at place 2: "bc" is not a single character. Write it as ; or |. (Limits.names)""");
    }

    @Test
    void whatIsInsideAListIsWrittenWithOneMoreBackslash() {
        Settings settings = Settings.of("s")
                .set("MAP", "a=1\\,2,b=3")
                .set("INTS", "3,1")
                .set("LISTS", "1s\\,2s,3s")
                .set("SET", "1,2,1")
                .bind(Numbered.class)
                .load();
        Numbered bound = settings.get(Numbered.class);
        assertThat(bound.map()).containsExactly(Map.entry("a", List.of(1, 2)), Map.entry("b", List.of(3)));
        assertThat(bound.ints()).containsExactly(3, 1);
        assertThat(bound.lists())
                .containsExactly(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), List.of(Duration.ofSeconds(3)));
        assertThat(bound.set().toString()).isEqualTo("[1, 2]");
        assertThat(Settings.of("s")
                        .bind(Numbered.class)
                        .load()
                        .get(Numbered.class)
                        .ints())
                .isEmpty();
    }

    record Lists(List<Map<String, Duration>> limits, List<List<List<String>>> deep) {}

    @Test
    void nestsToAnyDepth() {
        Lists lists = Settings.of("s")
                .set("LIMITS", "a=1s\\,b=2s,c=3s")
                .set("DEEP", "a\\\\\\,b\\,c,d")
                .bind(Lists.class)
                .load()
                .get(Lists.class);
        assertThat(lists.limits())
                .containsExactly(
                        Map.of("a", Duration.ofSeconds(1), "b", Duration.ofSeconds(2)),
                        Map.of("c", Duration.ofSeconds(3)));
        assertThat(lists.deep()).containsExactly(List.of(List.of("a", "b"), List.of("c")), List.of(List.of("d")));
    }

    @Test
    void saysWhereANestedValueIsWrong() {
        assertReport(
                Settings.of("s")
                        .set("MAP", "a=1\\,x")
                        .set("INTS", "1,,2")
                        .set("LISTS", "1s,1\\,2")
                        .bind(Numbered.class),
                """
                The configuration of s has 3 problems:
                  MAP     "a=1\\,x" set in code is not well-formed at place 1: "1,x" is not well-formed at place 2: "x" is not a whole number. Write it as 8 or 250. (Numbered.map)
                  INTS    "1,,2" set in code has nothing at place 2. Remove a comma, or write \\, for one inside a value. (Numbered.ints)
                  LISTS   "1s,1\\,2" set in code is not well-formed at place 2: "1,2" is not well-formed at place 1: "1" is not a duration. Write it as 500ms, 2s, 5m or PT2S. (Numbered.lists)""");
    }

    @Test
    void describesHowToWriteWhatIsNested() {
        assertThat(Settings.of("s").bind(Numbered.class).bind(Lists.class).example())
                .isEqualTo("""
                        # The settings of s

                        # It is a list of name=value with commas, each value a list with \\, for commas, each item a whole number.
                        #MAP=

                        # It is a list with commas, each item a whole number.
                        #INTS=

                        # It is a list with commas, each item a list with \\, for commas, each item a duration.
                        #LISTS=

                        # It is a list with commas, each item a whole number.
                        #SET=

                        # It is a list with commas, each item a list of name=value with \\, for commas, each value a duration.
                        #LIMITS=

                        # It is a list with commas, each item a list with \\, for commas, each item a list with \\\\\\, for commas.
                        #DEEP=
                        """);
    }

    @Test
    void refusesTypesThatMakeNoSense() {
        assertRefused(
                TwiceOptional.class,
                "TwiceOptional.name has the type java.util.Optional<java.util.Optional<java.lang.String>>, which no text"
                        + " can become. An Optional cannot stand inside of another type.");
        assertRefused(
                Raw.class,
                "Range.min has the type T, which no text can become. Say what it is where the record is a component, as"
                        + " in Range<Duration> range.");
        assertRefused(
                Nested.class,
                "Nested.wildcard has the type java.util.Set<? extends java.lang.Number>, which no text can become. Use a"
                        + " type with a static parse(CharSequence), valueOf(String) or of(String) or with a constructor"
                        + " for a String, or say converter(...) before bind(...).");
        assertRefused(
                KeyedByNumber.class,
                "KeyedByNumber.names has the type java.util.Map<java.lang.Integer, java.lang.String>, which no text can"
                        + " become. Use a type with a static parse(CharSequence), valueOf(String) or of(String) or with a"
                        + " constructor for a String, or say converter(...) before bind(...).");
    }

    private static void assertRefused(Class<? extends Record> type, String message) {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
