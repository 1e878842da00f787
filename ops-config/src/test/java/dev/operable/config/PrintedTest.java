package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever is printed as the guide says binds back to the same value. */
final class PrintedTest {
    private static final int VALUES = 2_000;
    private static final String LETTERS = "aZ09 ,=\\\"'#:;.|{}[]()é漢\n\t\u00A0\u2028_-";

    record Types(
            List<String> list,
            Set<Integer> set,
            Map<String, String> map,
            Map<String, List<String>> lists,
            List<List<Map<String, ByteSize>>> nested) {}

    private final Random random = new Random(11);

    @Test
    void numbers() throws Refusal {
        for (int n = 0; n < VALUES; n++) {
            long number = number();
            printed((byte) number, byte.class);
            printed((short) number, Short.class);
            printed((int) number, int.class);
            printed(number, long.class);
            printed(finite(Double.longBitsToDouble(random.nextLong()), number), double.class);
            printed(finite(Float.intBitsToFloat(random.nextInt()), number).floatValue(), float.class);
            printed(new BigInteger(random.nextInt(3000), random), BigInteger.class);
            printed(BigDecimal.valueOf(number, random.nextInt(40) - 20), BigDecimal.class);
            printed(new ByteSize(number & Long.MAX_VALUE), ByteSize.class);
            printed(
                    new ByteSize((number & 0xFFFF) * (random.nextBoolean() ? 1_000_000_000L : 1L << 40)),
                    ByteSize.class);
        }
        printed(Float.MAX_VALUE, float.class); // out of range when it was read as a double
        printed(-Float.MAX_VALUE, float.class);
        printed(Double.MAX_VALUE, double.class);
        printed(Double.MIN_VALUE, double.class);
        printed(-0.0, double.class);
        printed(new ByteSize(Long.MAX_VALUE), ByteSize.class);
        printed(new ByteSize(0), ByteSize.class);
    }

    @Test
    void times() throws Refusal {
        List<String> zones = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        for (int n = 0; n < VALUES; n++) {
            long number = number();
            for (Duration duration : List.of(
                    Duration.ofNanos(number),
                    Duration.ofMillis(number),
                    Duration.ofSeconds(number, random.nextInt(1_000_000_000)))) {
                printed(duration, Duration.class);
                readsBack(Durations.text(duration), duration, Duration.class);
            }
            long second = number % Instant.MAX.getEpochSecond();
            printed(Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)), Instant.class);
            printed(LocalDate.ofEpochDay(number % LocalDate.MAX.toEpochDay()), LocalDate.class);
            printed(ZoneId.of(zones.get(random.nextInt(zones.size()))), ZoneId.class);
            printed(ZoneOffset.ofTotalSeconds(random.nextInt(64800)), ZoneId.class);
            printed(Period.of((int) number, random.nextInt(), random.nextInt()), Period.class);
        }
        for (Duration extreme : List.of(
                Duration.ZERO,
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE, 1),
                Duration.ofSeconds(Long.MIN_VALUE + 1, 1))) {
            readsBack(Durations.text(extreme), extreme, Duration.class);
        }
        printed(Instant.MAX, Instant.class);
        printed(Instant.MIN, Instant.class);
        printed(LocalDate.MIN, LocalDate.class);
        printed(LocalDate.MAX, LocalDate.class);
    }

    @Test
    void durationsArePrintedAsPeopleWriteThem() {
        assertThat(Durations.text(Duration.ofSeconds(1))).isEqualTo("1s");
        assertThat(Durations.text(Duration.ofMinutes(90))).isEqualTo("1h30m");
        assertThat(Durations.text(Duration.ofHours(36).plusNanos(1_002_003))).isEqualTo("1d12h1ms2us3ns");
        assertThat(Durations.text(Duration.ofSeconds(-5))).isEqualTo("-5s");
        assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
        assertThat(Durations.text(5)).isEqualTo("5");
    }

    @Test
    void names() throws Refusal, UnknownHostException {
        for (Locale locale : Locale.getAvailableLocales()) {
            readsBack(locale.toLanguageTag(), Locale.forLanguageTag(locale.toLanguageTag()), Locale.class);
            if (!locale.toString().contains("#") && locale.getVariant().isEmpty() && !locale.equals(Locale.ROOT)) {
                printed(locale, Locale.class);
            }
        }
        for (Charset charset : Charset.availableCharsets().values()) {
            printed(charset, Charset.class);
        }
        for (int n = 0; n < VALUES; n++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);
            readsBack(address.getHostAddress(), address, InetAddress.class);
            readsBack(
                    "[" + InetAddress.getByAddress(new byte[16]).getHostAddress() + "]",
                    InetAddress.getByName("::"),
                    InetAddress.class);
            printed(new ListenAddress(address.getHostAddress(), random.nextInt(65536)), ListenAddress.class);
            printed(new ListenAddress("host-" + n + ".a_b", random.nextInt(65536)), ListenAddress.class);
            printed(new UUID(random.nextLong(), random.nextLong()), UUID.class);
        }
        for (ConversionTest.Level level : ConversionTest.Level.values()) {
            printed(level, ConversionTest.Level.class);
        }
    }

    @Test
    void texts() throws Refusal {
        int patterns = 0;
        for (int n = 0; n < VALUES; n++) {
            String text = text();
            printed(text, String.class);
            readsBack(text, Secret.of(text), Secret.class);
            printed(text.charAt(0), char.class);
            printed(Path.of(text), Path.class);
            printed(random.nextBoolean(), boolean.class);
            printed(
                    URI.create("http://h:" + random.nextInt(65536) + "/" + text.replaceAll("[^a-z0-9]", "%20")),
                    URI.class);
            try {
                Object pattern = Pattern.compile(text);
                assertThat(convert(pattern.toString(), Pattern.class)).hasToString(text);
                patterns++;
            } catch (PatternSyntaxException none) {
                assertThat(none).isNotNull();
            }
        }
        assertThat(patterns).isGreaterThan(VALUES / 10);
    }

    @Test
    void severalValuesAndThoseInsideOthers() throws Refusal {
        for (int n = 0; n < VALUES; n++) {
            List<String> list = several(this::item);
            readsBack(commas(list, Function.identity()), list, type("list"));
            Set<Integer> set = new LinkedHashSet<>(several(random::nextInt));
            readsBack(commas(set, String::valueOf), set, type("set"));
            Map<String, String> map = named(this::item);
            readsBack(pairs(map, Function.identity()), map, type("map"));
            Map<String, List<String>> lists = named(() -> several(this::item));
            readsBack(pairs(lists, each -> commas(each, Function.identity())), lists, type("lists"));
            List<List<Map<String, ByteSize>>> nested =
                    several(() -> several(() -> named(() -> new ByteSize(number() & Long.MAX_VALUE))));
            readsBack(
                    commas(nested, each -> commas(each, sizes -> pairs(sizes, ByteSize::toString))),
                    nested,
                    type("nested"));
            int[] array = random.ints(3).toArray();
            String text = Arrays.stream(array).mapToObj(String::valueOf).collect(Collectors.joining(","));
            assertThat((int[]) convert(text, int[].class)).isEqualTo(array);
        }
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private static Double finite(double value, long otherwise) {
        return Double.isFinite(value) ? value : otherwise;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(8); length > 0; length--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** As an item may be: not empty, and without spaces at its ends. */
    private String item() {
        return "x" + text() + "x";
    }

    private <T> List<T> several(Supplier<T> each) {
        List<T> all = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            all.add(each.get());
        }
        return all;
    }

    private <T> Map<String, T> named(Supplier<T> each) {
        Map<String, T> all = new LinkedHashMap<>();
        several(this::item).forEach(name -> all.put(name, each.get()));
        return all;
    }

    private static <T> String commas(Iterable<T> all, Function<T, String> printed) {
        List<String> texts = new ArrayList<>();
        all.forEach(each -> texts.add(escaped(printed.apply(each))));
        return String.join(",", texts);
    }

    private static <T> String pairs(Map<String, T> all, Function<T, String> printed) {
        List<String> texts = new ArrayList<>();
        all.forEach((name, value) -> texts.add(escaped(name) + "=" + escaped(printed.apply(value))));
        return String.join(",", texts);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    private static Type type(String component) {
        return Arrays.stream(Types.class.getRecordComponents())
                .filter(each -> each.getName().equals(component))
                .map(RecordComponent::getGenericType)
                .findFirst()
                .orElseThrow();
    }

    private static void printed(Object value, Type type) throws Refusal {
        readsBack(value.toString(), value, type);
    }

    private static void readsBack(String text, Object value, Type type) throws Refusal {
        if (!convert(text, type).equals(value)) {
            assertThat(convert(text, type)).as(text).isEqualTo(value);
        }
    }

    private static Object convert(String text, Type type) throws Refusal {
        return Objects.requireNonNull(new Converters(Map.of()).find(type)).convert(text);
    }
}
