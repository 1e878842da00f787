package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of each type that the other reports do not show. */
@SuppressWarnings("ArrayRecordComponent")
final class TypesReportTest {
    record Types(
            char separator,
            ByteSize size,
            Locale language,
            ZoneId zone,
            Instant since,
            LocalDate day,
            Pattern files,
            InetAddress peer,
            Charset charset,
            BigInteger big,
            BigDecimal exact,
            float ratio,
            Duration[] pauses) {}

    @Test
    void saysWhatIsMissing() {
        assertReport(Settings.of("s").bind(Types.class), """
                The configuration of s has 12 problems:
                  SEPARATOR   is missing. It is a single character, for example ; or |. (Types.separator)
                  SIZE        is missing. It is a byte size, for example 512kB, 10MiB or 3B. (Types.size)
                  LANGUAGE    is missing. It is a locale, for example de, de-CH or zh-Hans-CN. (Types.language)
                  ZONE        is missing. It is a time zone, for example Europe/Paris, UTC or +02:00. (Types.zone)
                  SINCE       is missing. It is an instant, for example 2026-01-31T12:00:00Z. (Types.since)
                  DAY         is missing. It is a date, for example 2026-01-31. (Types.day)
                  FILES       is missing. It is a regular expression. (Types.files)
                  PEER        is missing. It is an IP address (host names are not looked up), for example 10.0.0.1 or 2001:db8::1. (Types.peer)
                  CHARSET     is missing. It is a character set, for example UTF-8. (Types.charset)
                  BIG         is missing. It is a whole number, for example 8 or 250. (Types.big)
                  EXACT       is missing. It is a number, for example 8 or 0.25. (Types.exact)
                  RATIO       is missing. It is a number, for example 8 or 0.25. (Types.ratio)""");
    }

    @Test
    void saysWhatIsMalformed() {
        assertReport(
                Settings.of("s")
                        .set("SEPARATOR", "::")
                        .set("SIZE", "512KB")
                        .set("LANGUAGE", "german")
                        .set("ZONE", "Europe/Pariss")
                        .set("SINCE", "2026-01-31 12:00")
                        .set("DAY", "2026-02-30")
                        .set("FILES", "(a|b")
                        .set("PEER", "localhost")
                        .set("CHARSET", "utf8mb4")
                        .set("BIG", "9".repeat(1001))
                        .set("EXACT", "1.2.3")
                        .set("RATIO", "1e39")
                        .set("PAUSES", "1s,-2")
                        .bind(Types.class),
                """
                The configuration of s has 13 problems:
                  SEPARATOR   "::" set in code is not a single character. Write it as ; or |. (Types.separator)
                  SIZE        "512KB" set in code is not a byte size: it does not end in a unit, did you mean kB? Write it as 512kB, 10MiB or 3B. (Types.size)
                  LANGUAGE    "german" set in code is not a locale. Write it as de, de-CH or zh-Hans-CN. (Types.language)
                  ZONE        "Europe/Pariss" set in code is not a time zone, did you mean Europe/Paris? Write it as Europe/Paris, UTC or +02:00. (Types.zone)
                  SINCE       "2026-01-31 12:00" set in code is not an instant. Write it as 2026-01-31T12:00:00Z. (Types.since)
                  DAY         "2026-02-30" set in code is not a date. Write it as 2026-01-31. (Types.day)
                  FILES       "(a|b" set in code is not a regular expression: Unclosed group, at character 5. (Types.files)
                  PEER        "localhost" set in code is not an IP address (host names are not looked up). Write it as 10.0.0.1 or 2001:db8::1. (Types.peer)
                  CHARSET     "utf8mb4" set in code is not a character set. Write it as UTF-8. (Types.charset)
                  BIG         "%s…" (1001 characters) set in code is out of range. Write a number of at most 1000 characters. (Types.big)
                  EXACT       "1.2.3" set in code is not a number. Write it as 8 or 0.25. (Types.exact)
                  RATIO       "1e39" set in code is out of range. Write a number between -3.4028235E38 and 3.4028235E38. (Types.ratio)
                  PAUSES      "1s,-2" set in code is not well-formed at place 2: "-2" is not a duration. Write it as 500ms, 2s, 5m or PT2S. (Types.pauses)""".formatted("9".repeat(80)));
    }

    @ParameterizedTest
    @CsvSource({
        "de, de",
        "de-CH, de-CH",
        "de_CH, de-CH",
        "DE_ch, de-CH",
        "zh_Hans_CN, zh-Hans-CN",
        "es-419, es-419",
        "und, und",
        "ja-JP-u-ca-japanese, ja-JP-u-ca-japanese"
    })
    void readsLocales(String text, String tag) throws Refusal {
        assertThat(convert(text, Locale.class)).isEqualTo(Locale.forLanguageTag(tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-", "-", "de--CH", "de_CH.UTF-8", "english", "d", "de-CH-DE", "12", "é"})
    void refusesWhatIsNoLocale(String text) {
        assertRefused(text, Locale.class, "is not a locale. Write it as de, de-CH or zh-Hans-CN.");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "' 255.255.255.255 ', 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "[2001:DB8::1], 2001:db8:0:0:0:0:0:1",
        "::ffff:1.2.3.4, 1.2.3.4"
    })
    void readsAddresses(String text, String printed) throws Refusal {
        assertThat(((InetAddress) convert(text, InetAddress.class)).getHostAddress())
                .isEqualTo(printed);
    }

    /** Given to the JDK as they stand, {@code localhost}, {@code 1}, {@code 1.2} and {@code 1.2.3} became addresses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "db.acme.com",
                "a.b.c.d",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.4.5",
                "256.0.0.1",
                "0x7f.0.0.1",
                "abc",
                "[abc]",
                "[1.2.3.4]",
                "1.2.3.4:80",
                "[::1]:80",
                "::g",
                ":",
                "[::1"
            })
    void looksUpNoHostName(String text) {
        assertRefused(
                text,
                InetAddress.class,
                "is not an IP address (host names are not looked up). Write it as 10.0.0.1 or 2001:db8::1.");
    }

    @Test
    void aPatternKeepsItsSpacesAndHasABound() throws Refusal {
        assertThat(convert(" a+ ", Pattern.class)).hasToString(" a+ ");
        assertThat(convert("a".repeat(10_000), Pattern.class)).isInstanceOf(Pattern.class);
        assertRefused(
                "a".repeat(10_001), Pattern.class, "is not a regular expression: it is longer than 10000 characters.");
        assertRefused("*", Pattern.class, "is not a regular expression: Dangling meta character '*', at character 1.");
    }

    @Test
    void aListenAddressHasNoSchemeAndNoSpaces() {
        String form = " Write it as 3000, :3000, 0.0.0.0:3000 or [::1]:3000.";
        assertRefused(
                "http://localhost:80",
                ListenAddress.class,
                "is not an address to listen on: it has a host with characters that no host has." + form);
        assertRefused(
                "a b:80",
                ListenAddress.class,
                "is not an address to listen on: it has a host with characters that no host has." + form);
        assertRefused(
                "::1:80",
                ListenAddress.class,
                "is not an address to listen on: it is an IPv6 address without brackets." + form);
    }

    @Test
    void readsOneCharacterWhateverItIs() throws Refusal {
        for (String text : List.of(" ", "\t", ",", "é", "\\")) {
            assertThat(convert(text, char.class)).isEqualTo(text.charAt(0));
        }
        assertRefused("\uD83D\uDE00", char.class, "is not a single character. Write it as ; or |.");
    }

    private static void assertRefused(String text, Class<?> type, String reason) {
        assertThatThrownBy(() -> convert(text, type))
                .isInstanceOf(Refusal.class)
                .hasMessage(reason);
    }

    private static Object convert(String text, Class<?> type) throws Refusal {
        return Objects.requireNonNull(new Converters(Map.of()).find(type)).convert(text);
    }
}
