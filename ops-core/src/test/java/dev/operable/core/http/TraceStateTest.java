package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, Level 2, sections 2.3 and 2.5: each rule with what keeps it and what breaks it. */
final class TraceStateTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "one system|rojo=00f067aa0ba902b7|rojo=00f067aa0ba902b7",
                "two systems in their order|rojo=00f067aa0ba902b7,congo=t61rcWkgMzE|rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
                "white space around members is ignored| \ta=1 , \tb=2\t |a=1,b=2",
                "empty members are allowed|,a=1,, ,b=2,|a=1,b=2",
                "nothing but empty members| , ,|",
                "leading spaces belong to the value|a=  1|a=  1",
                "spaces within belong to the value|a=1 2|a=1 2",
                "trailing spaces do not|a=1  ,b=2|a=1,b=2",
                "all that a key may have|0a_-*/@z=1|0a_-*/@z=1",
                "a digit first|1=1|1=1",
                "an at sign anywhere|a@b@c=1|a@b@c=1",
                "all that a value may have|a= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{}~|a= !\"#$%&'()*+-./09:;<>?@AZ[\\]^_`az{}~",
                "one entry per key, the latest|a=1,b=2,a=3|a=1,b=2",
            })
    void passesOn(String rule, String header, String sent) {
        assertThat(TraceState.parse(List.of(header)).toString()).as(rule).isEqualTo(sent == null ? "" : sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=",
                "=1",
                "a=",
                "a= ",
                "A=1",
                "a A=1",
                "a =1",
                "_a=1",
                "-a=1",
                "@a=1",
                "*a=1",
                "/a=1",
                "a.b=1",
                "a\tb=1",
                "a=1=2",
                "a==",
                "a=\u00e9",
                "\u00e9=1",
                "a=1\t2",
                "a=1\n",
                "a=\u007f",
                "a=1;b=2;c",
                "a=\u0000",
                "\u00a0a=1",
            })
    void discardsAListThatIsMalformedInAnyPlace(String member) {
        assertThat(TraceState.parse(List.of(member + ",b=2")).isEmpty()).isTrue();
        assertThat(TraceState.parse(List.of("b=2", member)).isEmpty()).isTrue();
    }

    @Test
    void joinsSeveralHeadersInTheirOrder() {
        assertThat(TraceState.parse(List.of("a=1", "", "b=2,c=3", " ")).toString())
                .isEqualTo("a=1,b=2,c=3");
    }

    @Test
    void takesKeysAndValuesOfUpTo256Characters() {
        String key = "k".repeat(256);
        String value = "v".repeat(200);
        assertThat(TraceState.parse(List.of(key + "=" + value)).get(key)).contains(value);
        assertThat(TraceState.parse(List.of("a=" + "v".repeat(256))).get("a")).isPresent();

        assertThat(TraceState.parse(List.of("k".repeat(257) + "=1,b=2")).isEmpty())
                .isTrue();
        assertThat(TraceState.parse(List.of("a=" + "v".repeat(257) + ",b=2")).isEmpty())
                .isTrue();
    }

    @Test
    void takes32MembersAndNoMore() {
        assertThat(TraceState.parse(List.of(members(32))).toString()).isEqualTo(members(32));
        assertThat(TraceState.parse(List.of(members(33))).isEmpty()).isTrue();
    }

    @Test
    void passesOn512Characters() {
        String list =
                "a=" + "1".repeat(126) + ",b=" + "2".repeat(126) + ",c=" + "3".repeat(126) + ",d=" + "4".repeat(123);
        assertThat(list).hasSize(512);

        assertThat(TraceState.parse(List.of(list)).toString()).isEqualTo(list);
    }

    @Test
    void dropsEntriesAbove128CharactersFirstWhenTheListIsTooLong() {
        String large = "l=" + "1".repeat(127);
        String small = "s=" + "2".repeat(126);
        String list = large + "," + small + ",t=" + "3".repeat(126) + ",u=" + "4".repeat(126) + ",v=5";
        assertThat(list).hasSize(129 + 3 * 128 + 3 + 4);

        assertThat(TraceState.parse(List.of(list)).toString())
                .isEqualTo(small + ",t=" + "3".repeat(126) + ",u=" + "4".repeat(126) + ",v=5");
    }

    @Test
    void thenDropsWholeEntriesFromTheEnd() {
        String four = IntStream.range(0, 5)
                .mapToObj(i -> "k" + i + "=" + "v".repeat(100))
                .collect(Collectors.joining(","));

        assertThat(TraceState.parse(List.of(four)).toString()).isEqualTo(four.substring(0, four.lastIndexOf(',')));
    }

    @Test
    void keepsALargeEntryWhileThereIsRoom() {
        String list = "a=1,l=" + "1".repeat(200) + ",b=2";

        assertThat(TraceState.parse(List.of(list)).toString()).isEqualTo(list);
    }

    @Test
    void addsAndUpdatesAtTheBeginning() {
        TraceState state = TraceState.parse(List.of("congo=1,rojo=2,azul=3"));

        assertThat(state.with("verde", "4").toString()).isEqualTo("verde=4,congo=1,rojo=2,azul=3");
        assertThat(state.with("rojo", "5").toString()).isEqualTo("rojo=5,congo=1,azul=3");
        assertThat(state.without("rojo").toString()).isEqualTo("congo=1,azul=3");
        assertThat(state.without("else").toString()).isEqualTo("congo=1,rojo=2,azul=3");
        assertThat(state.get("rojo")).contains("2");
        assertThat(state.get("roj")).isEmpty();
    }

    @Test
    void letsTheLastEntryGoWhenTheListIsFull() {
        TraceState state = TraceState.parse(List.of(members(32))).with("new", "x");

        assertThat(state.toString()).isEqualTo("new=x," + members(31));
    }

    @Test
    void neverMakesWhatItWouldNotRead() {
        for (String key : List.of("", "A", "a b", "=", ",", "k".repeat(257), "\n")) {
            assertThatThrownBy(() -> TraceState.empty().with(key, "1"))
                    .as(key)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The tracestate key has to be 1 to 256 of a-z 0-9 _ - * / @, with a letter or a digit first.");
        }
        for (String value : List.of("", " ", "1 ", "a,b", "a=b", "\r\n", "v".repeat(257))) {
            assertThatThrownBy(() -> TraceState.empty().with("a", value))
                    .as(value)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The tracestate value of a has to be 1 to 256 printable ASCII characters without , and ="
                                    + " and without a space at the end.");
        }
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    }
}
