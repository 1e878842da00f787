package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("ArrayRecordComponent")
final class ConverterFuzzTest {
    private static final int VALUES = 100_000;
    private static final int MEBI = 1024 * 1024;
    private static final List<String> SEEDS = List.of(
            "true",
            "12",
            "-3.5e7",
            "1h30m",
            "PT2S",
            "[::1]:80",
            ":0",
            "http://u:p@h:1/x?token=1#f",
            "/a/b",
            "utf-8",
            "a=1,b=2",
            "a\\,b,c",
            "dry-run",
            "2026-01-01T00:00:00Z",
            "Europe/Paris",
            "+02:00",
            "2026-01-31",
            "10MiB",
            "de-CH",
            "zh_Hans_CN",
            "(a|b[c-e]+)*\\d{2,3}",
            "10.0.0.1",
            "fe80::1%lo",
            "123e4567-e89b-12d3-a456-426614174000",
            "a=1\\,2,b=3",
            "");
    private static final List<String> HUGE = List.of(
            "1",
            "a",
            ",",
            "a,",
            "1,",
            "a=",
            "\\",
            "1d",
            " ",
            ":",
            "@",
            "é",
            "\"",
            "://",
            "a:b@",
            "a://b:c@d ",
            "(",
            "[",
            "(?i",
            "a|",
            "(a*)*",
            "\\,",
            "\\\\\\,",
            "-",
            "a-",
            "a_b-",
            ".",
            "1.",
            "0",
            "%",
            "Z",
            "+1");
    private static final String ALPHABET =
            "abcdhmsPTE019٣.,:;=+-_/\\@[]{}()'\"#%$& \t\n\r\0\u2028\u202E\uFEFF\uFFFDé漢\uD83D\uDE00\uD800";

    record EveryType(
            boolean truth,
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            BigInteger bigInteger,
            BigDecimal bigDecimal,
            Duration duration,
            URI uri,
            Path path,
            Charset charset,
            ListenAddress listen,
            Secret secret,
            String string,
            ConversionTest.Level level,
            ConversionTest.Colour colour,
            Instant instant,
            ZoneId zone,
            LocalDate date,
            char character,
            ByteSize size,
            Locale locale,
            Pattern pattern,
            InetAddress address,
            UUID uuid,
            ConverterTest.Email email,
            ConverterTest.Topic topic,
            Optional<Duration> optional,
            List<Integer> list,
            Set<ConversionTest.Level> set,
            Map<String, URI> map,
            double[] array,
            Locale[] locales,
            Map<String, List<Integer>> listsByName,
            List<List<Map<String, ByteSize>>> nested) {}

    static Stream<RecordComponent> components() {
        return Arrays.stream(EveryType.class.getRecordComponents());
    }

    @ParameterizedTest
    @MethodSource("components")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void givesAValueOrAReason(RecordComponent component) {
        Conversion converter = Objects.requireNonNull(new Converters(Map.of()).find(component.getGenericType()));
        Random random = new Random(component.getName().hashCode());
        int refused = 0;
        Set<String> seen = new HashSet<>();
        for (int n = 0; n < VALUES; n++) {
            String text = arbitrary(random);
            refused += !seen.add(text) || reason(converter, text).isPresent() ? 1 : 0;
        }
        assertThat(refused).isLessThan(VALUES);
    }

    @ParameterizedTest
    @MethodSource("components")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsSoonWhateverTheSize(RecordComponent component) { // a pattern without its bound took minutes here
        Conversion converter = Objects.requireNonNull(new Converters(Map.of()).find(component.getGenericType()));
        for (String piece : HUGE) {
            for (int size : List.of(MEBI, 9_000)) {
                assertShort(reason(converter, piece.repeat(size / piece.length())));
            }
        }
        assertShort(reason(converter, "PT" + "1".repeat(MEBI)));
        assertShort(reason(converter, "PT" + "1D".repeat(MEBI)));
    }

    private static void assertShort(Optional<String> reason) {
        assertThat(reason.orElse("").length()).isLessThan(1_000);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void showsAnythingInShort() { // looking for each = in the whole rest of the text never came to an end here
        for (String piece : HUGE) {
            String huge = piece.repeat(MEBI / piece.length());
            assertThat(Shown.value(huge).length()).isLessThan(1_000);
            assertThat(Shown.message(huge).length()).isLessThan(1_000);
            assertThat(Shown.message("\"" + huge + "\" is refused", List.of(huge))
                            .length())
                    .isLessThan(1_000);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theReportOfAnythingIsShortLines() {
        Random random = new Random(7);
        for (int n = 0; n < 500; n++) {
            Settings.Builder builder = Settings.of("fuzz").bind(EveryType.class);
            components().forEach(component -> builder.set(Names.variable(component.getName()), arbitrary(random)));
            builder.set("OPS_" + arbitrary(random), "x");
            try {
                builder.load();
                throw new AssertionError("an unread variable went unnoticed");
            } catch (ConfigException problems) {
                assertThat(problems.getMessage().lines().count())
                        .isEqualTo(problems.problems().size() + 1);
                assertThat(problems.getMessage().lines()).allMatch(line -> line.length() < 1_000);
            }
        }
    }

    private static Optional<String> reason(Conversion converter, String text) {
        try {
            Objects.requireNonNull(converter.convert(text)); // millions of times: an assertion would take longer
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.of(refused.reason);
        }
    }

    private static String arbitrary(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? SEEDS.get(random.nextInt(SEEDS.size())) : "");
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            if (random.nextInt(3) > 0 || at == text.length()) {
                text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            } else {
                text.deleteCharAt(at);
            }
        }
        return text.toString();
    }
}
