package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConversionTest {
    enum Level {
        DEBUG,
        DRY_RUN,
        Info
    }

    record Colour(int red) {
        static Colour parse(CharSequence text) {
            return new Colour(Integer.parseInt(text.toString()));
        }
    }

    record Shape(
            Optional<Integer> optional,
            Optional<List<Duration>> optionalList,
            List<String> list,
            Set<Level> set,
            Map<String, Integer> map,
            List<Secret> secrets) {}

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S", "2s, PT2S", "5m, PT5M", "1h30m, PT1H30M", "2d, PT48H",
                "1d1h1m1s1ms1us1ns, PT25H1M1.001001001S",
        "PT2S, PT2S", "pt2s, PT2S", "P1DT1H, PT25H", "PT-1S, PT-1S", "-5s, PT-5S", "-1h30m, PT-1H-30M",
        "0s, PT0S", "' 3s ', PT3S"
    })
    void readsDurations(String text, Duration value) throws Refusal {
        assertThat(convert(Duration.class, text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "s", "1.5s", "1 s", "30m1h", "1s1s", "-", "--1s", "1h-30m", "", "2S", "P", "1h30", "٣s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> convert(Duration.class, text))
                .isInstanceOf(Refusal.class)
                .hasMessage("is not a duration. Write it as 500ms, 2s, 5m or PT2S.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999999999999999999s",
                "9999999999999999d",
                "9223372036854775807d",
                "-106751991167301d",
                "P9999999999999999D",
                "PT99999999999999999999S"
            })
    void saysTheRangeOfADuration(String text) {
        assertThatThrownBy(() -> convert(Duration.class, text))
                .isInstanceOf(Refusal.class)
                .hasMessage("is out of range. Write a duration between -106751991167300d and 106751991167300d.");
    }

    @Test
    void readsTheLongestDurationsThatItSpeaksOf() throws Refusal {
        assertThat(convert(Duration.class, "106751991167300d")).isEqualTo(Duration.ofDays(106751991167300L));
        assertThat(convert(Duration.class, "-106751991167300d")).isEqualTo(Duration.ofDays(-106751991167300L));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "YES, true", "On, true", "1, true", "false, false", "no, false", "OFF, false", "0, false"
    })
    void readsBooleanWords(String text, boolean value) throws Refusal {
        assertThat(convert(boolean.class, text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "y", "2", "truee", "ja"})
    void refusesOtherWordsAsBoolean(String text) {
        assertThatThrownBy(() -> convert(Boolean.class, text)).isInstanceOf(Refusal.class);
    }

    @Test
    void readsNumbers() throws Refusal {
        assertThat(convert(int.class, " -2147483648 ")).isEqualTo(Integer.MIN_VALUE);
        assertThat(convert(Long.class, "+9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(convert(short.class, "007")).isEqualTo((short) 7);
        assertThat(convert(byte.class, "-128")).isEqualTo((byte) -128);
        assertThat(convert(double.class, "1.5e3")).isEqualTo(1500.0);
        assertThat(convert(float.class, ".25")).isEqualTo(0.25f);
        assertThat(convert(BigInteger.class, "123456789012345678901234567890"))
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(convert(BigDecimal.class, "0.10")).isEqualTo(new BigDecimal("0.10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1_000", "1,000", "0x10", "1L", "١", "1.0", "1 2"})
    void refusesWhatIsNoWholeNumber(String text) {
        assertThatThrownBy(() -> convert(long.class, text)).hasMessage("is not a whole number. Write it as 8 or 250.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"128", "-129", "99999999999999999999999"})
    void saysTheRangeOfANumber(String text) {
        assertThatThrownBy(() -> convert(byte.class, text))
                .hasMessage("is out of range. Write a whole number between -128 and 127.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "Infinity", "1d", "0x1p3", ".", "1e", "--1"})
    void refusesWhatIsNoDecimalNumber(String text) {
        assertThatThrownBy(() -> convert(double.class, text)).hasMessage("is not a number. Write it as 8 or 0.25.");
        assertThatThrownBy(() -> convert(BigDecimal.class, text)).hasMessage("is not a number. Write it as 8 or 0.25.");
    }

    @Test
    void refusesADecimalNumberThatWouldBecomeInfinite() {
        assertThatThrownBy(() -> convert(double.class, "1e999")).hasMessageStartingWith("is out of range.");
        assertThatThrownBy(() -> convert(float.class, "1e39")).hasMessageStartingWith("is out of range.");
    }

    @Test
    void refusesADecimalNumberThatWouldBecomeZero() throws Refusal {
        String message = "is so small that it would be 0. Write 0, or a number farther from it.";
        assertThatThrownBy(() -> convert(double.class, "-1e-999")).hasMessage(message);
        assertThatThrownBy(() -> convert(float.class, "1e-60")).hasMessage(message);
        assertThatThrownBy(() -> convert(double.class, "." + "0".repeat(400) + "1"))
                .hasMessage(message);
        assertThat(convert(double.class, "0e-5")).isEqualTo(0.0);
        assertThat(convert(double.class, "-0.00")).isEqualTo(-0.0);
        assertThat(convert(double.class, "10.0")).isEqualTo(10.0);
        assertThat(convert(BigDecimal.class, "1e-999")).isEqualTo(new BigDecimal("1e-999"));
    }

    @Test
    void saysThatAnExponentIsOutOfRange() {
        assertThatThrownBy(() -> convert(BigDecimal.class, "1e9999999999"))
                .hasMessage("is out of range. Write a number of at most 1000 characters and of 9 in its exponent.");
    }

    @Test
    void refusesABlankUri() {
        assertThatThrownBy(() -> convert(URI.class, "   "))
                .hasMessage("is not a URI. Write it as https://host:8080/path.");
    }

    /** {@code 010} is 8 to whatever asks the C library. */
    @ParameterizedTest
    @ValueSource(strings = {"010.0.0.1", "10.0.0.01", "::ffff:10.00.0.1", "[::ffff:10.0.0.01]"})
    void refusesLeadingZerosInAddresses(String text) {
        assertThatThrownBy(() -> convert(InetAddress.class, text))
                .hasMessage("has a number with a leading 0, which is octal to some programs and not to others. Write it"
                        + " as 10.0.0.1.");
    }

    @Test
    void readsAddressesWithZerosThatMeanNothingElse() throws Exception {
        assertThat(convert(InetAddress.class, "0.0.0.0")).isEqualTo(InetAddress.getByName("0.0.0.0"));
        assertThat(convert(InetAddress.class, "2001:0db8::01")).isEqualTo(InetAddress.getByName("2001:db8::1"));
    }

    @Test
    void saysThatAnInterfaceIsNotHere() {
        assertThatThrownBy(() -> convert(InetAddress.class, "fe80::1%nowhere0"))
                .hasMessage("names a network interface that this machine does not have, or not for IPv6.");
        assertThatThrownBy(() -> convert(InetAddress.class, "fe80::zz%nowhere0"))
                .hasMessageStartingWith("is not an IP address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[foo]:80 | has brackets around what is no IPv6 address",
                "[]:80 | has brackets around what is no IPv6 address",
                "010.0.0.1:80 | has a number with a leading 0, which is octal to some programs and not to others"
            })
    void refusesListenAddressesThatAreNone(String text, String reason) {
        assertThatThrownBy(() -> convert(ListenAddress.class, text))
                .hasMessage("is not an address to listen on: it " + reason
                        + ". Write it as 3000, :3000, 0.0.0.0:3000 or [::1]:3000.");
    }

    @ParameterizedTest
    @CsvSource({"debug, DEBUG", "DEBUG, DEBUG", "dry-run, DRY_RUN", "Dry_Run, DRY_RUN", "INFO, Info", " info , Info"})
    void readsEnumsInAnyCase(String text, Level value) throws Refusal {
        assertThat(convert(Level.class, text)).isEqualTo(value);
    }

    @Test
    void suggestsTheNearestEnumConstant() {
        assertThatThrownBy(() -> convert(Level.class, "dbeug"))
                .hasMessage("is not one of debug, dry_run, info. Did you mean debug?");
        assertThatThrownBy(() -> convert(Level.class, "verbose")).hasMessage("is not one of debug, dry_run, info.");
    }

    @Test
    void readsTypesOfTheJdkAndOfUsers() throws Refusal {
        assertThat(convert(URI.class, "jdbc:postgresql://db/hits")).isEqualTo(URI.create("jdbc:postgresql://db/hits"));
        assertThat(convert(Path.class, "/a b/c")).isEqualTo(Path.of("/a b/c"));
        assertThat(convert(ListenAddress.class, "[::1]:3000")).isEqualTo(new ListenAddress("::1", 3000));
        assertThat(convert(ListenAddress.class, ":0")).isEqualTo(new ListenAddress("0.0.0.0", 0));
        assertThat(convert(java.nio.charset.Charset.class, "utf-8")).isEqualTo(StandardCharsets.UTF_8);
        assertThat(convert(Instant.class, "2026-01-01T00:00:00Z")).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(convert(ZoneId.class, "Europe/Paris")).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(convert(Colour.class, "7")).isEqualTo(new Colour(7));
        assertThat(convert(Secret.class, " x ")).isEqualTo(Secret.of(" x "));
        assertThat(convert(String.class, " x ")).isEqualTo(" x ");
    }

    @Test
    void saysWhyATypeOfTheUserRefuses() {
        assertThatThrownBy(() -> convert(Colour.class, "red"))
                .hasMessage("is not a Colour: For input string: \"red\".");
    }

    @Test
    void readsSeveralValuesFromOneVariable() {
        Shape shape = Settings.of("s")
                .set("OPTIONAL", "4")
                .set("OPTIONAL_LIST", "1s, 2s")
                .set("LIST", "a\\,b, c ,d\\\\,C:\\temp")
                .set("SET", "info,DEBUG,info")
                .set("MAP", "b=1, a\\=x = 2")
                .set("SECRETS", "p,q")
                .bind(Shape.class)
                .load()
                .get(Shape.class);

        assertThat(shape.optional()).contains(4);
        assertThat(shape.optionalList()).contains(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertThat(shape.list()).containsExactly("a,b", "c", "d\\", "C:\\temp");
        assertThat(shape.set()).containsExactly(Level.Info, Level.DEBUG);
        assertThat(shape.map()).containsExactly(Map.entry("b", 1), Map.entry("a=x", 2));
        assertThat(shape.secrets()).containsExactly(Secret.of("p"), Secret.of("q"));
        assertThatThrownBy(() -> shape.map().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shape.set().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anUnsetCollectionIsEmpty() {
        assertThat(Settings.of("s").bind(Shape.class).load().get(Shape.class))
                .isEqualTo(new Shape(Optional.empty(), Optional.empty(), List.of(), Set.of(), Map.of(), List.of()));
    }

    @Test
    void refusesHolesAndRepetitions() {
        ReportTest.assertReport(
                Settings.of("s")
                        .set("LIST", "a,,b")
                        .set("MAP", "a=1,a=2")
                        .set("SECRETS", "hunter2,")
                        .bind(Shape.class),
                """
                The configuration of s has 3 problems:
                  LIST      "a,,b" set in code has nothing at place 2. Remove a comma, or write \\, for one inside a value. (Shape.list)
                  MAP       "a=1,a=2" set in code is not well-formed at place 2: "a=2" has a name that came before. Keep one of them. (Shape.map)
                  SECRETS   ••• set in code has nothing at place 2. Remove a comma, or write \\, for one inside a value. (Shape.secrets)""");
    }

    private static Object convert(Type type, String text) throws Refusal {
        return Objects.requireNonNull(new Converters(Map.of()).find(type)).convert(text);
    }
}
