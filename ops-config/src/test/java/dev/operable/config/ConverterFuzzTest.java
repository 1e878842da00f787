package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConverterFuzzTest {
    private static final int VALUES = 4_000;
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
            "");
    private static final List<String> HUGE =
            List.of("1", "a", ",", "a,", "1,", "a=", "\\", "1d", " ", ":", "@", "é", "\"", "://", "a:b@", "a://b:c@d ");
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
            Optional<Duration> optional,
            List<Integer> list,
            Set<ConversionTest.Level> set,
            Map<String, URI> map) {}

    static Stream<RecordComponent> components() {
        return Arrays.stream(EveryType.class.getRecordComponents());
    }

    @ParameterizedTest
    @MethodSource("components")
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void givesAValueOrAReason(RecordComponent component) {
        Conversion converter = Objects.requireNonNull(new Converters(Map.of()).find(component.getGenericType()));
        Random random = new Random(component.getName().hashCode());
        int refused = 0;
        for (int n = 0; n < VALUES; n++) {
            refused += reason(converter, arbitrary(random)).isPresent() ? 1 : 0;
        }
        assertThat(refused).isLessThan(VALUES);
    }

    @ParameterizedTest
    @MethodSource("components")
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsSoonWhateverTheSize(RecordComponent component) {
        Conversion converter = Objects.requireNonNull(new Converters(Map.of()).find(component.getGenericType()));
        for (String piece : HUGE) {
            String huge = piece.repeat(MEBI / piece.length());
            for (String text : List.of(huge, "PT" + huge)) {
                reason(converter, text)
                        .ifPresent(reason -> assertThat(reason.length()).isLessThan(1_000));
            }
        }
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theReportOfAnythingIsShortLines() {
        Random random = new Random(7);
        for (int n = 0; n < 500; n++) {
            Settings.Builder builder = Settings.of("fuzz").bind(EveryType.class);
            components().forEach(component -> builder.set(KeyName.of(component.getName()), arbitrary(random)));
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

    @Test
    void whatIsPrintedReadsBack() throws Refusal {
        Random random = new Random(11);
        for (int n = 0; n < VALUES; n++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertReadsBack(Duration.class, Duration.ofNanos(number));
            assertReadsBack(long.class, number);
            assertReadsBack(double.class, random.nextGaussian() * number);
            assertReadsBack(BigDecimal.class, BigDecimal.valueOf(number, random.nextInt(40) - 20));
            assertReadsBack(ListenAddress.class, new ListenAddress("::" + (n % 9 + 1), random.nextInt(65536)));
            assertReadsBack(boolean.class, random.nextBoolean());
            assertReadsBack(Instant.class, Instant.ofEpochSecond(number % 100_000_000_000L));
        }
    }

    private static void assertReadsBack(Class<?> type, Object value) throws Refusal {
        assertThat(Objects.requireNonNull(new Converters(Map.of()).find(type)).convert(value.toString()))
                .isEqualTo(value);
    }

    private static Optional<String> reason(Conversion converter, String text) {
        try {
            assertThat(converter.convert(text)).isNotNull();
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.of(refused.reason());
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
