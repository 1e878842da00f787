package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The snippets of the guide on writing values, run. */
final class GuideValuesTest {
    record Money(BigDecimal amount, String currency) {
        static Money read(String text) {
            String[] words = text.split(" ", -1);
            if (words.length != 2) {
                throw new IllegalArgumentException("it needs an amount and a currency");
            }
            return new Money(new BigDecimal(words[0]), words[1]);
        }
    }

    record ShopSettings(Money fee, List<Money> discounts) {}

    sealed interface Store permits DiskStore, S3Store {}

    record DiskStore(Path folder) implements Store {}

    record S3Store(URI endpoint, @Default("hits") String bucket) implements Store {}

    record KeepSettings(@Default("disk") @Prefix("STORE_") Store store) {} // STORE

    record Range<T extends Comparable<T>>(T min, T max) {
        Range {
            Check.that("min", min.compareTo(max) <= 0, "must not be more than the maximum");
        }
    }

    record RetrySettings(@Prefix("PAUSE_") Range<Duration> pause, Map<String, List<ByteSize>> limits) {}

    @Test
    void readsATypeOfItsOwn() {
        Settings settings = Settings.of("shop")
                .converter(Money.class, "an amount", "3.50 EUR", Money::read)
                .environment(Map.of("FEE", "3.50 EUR", "DISCOUNTS", "1 EUR,2 EUR"))
                .bind(ShopSettings.class)
                .load();

        assertThat(settings.get(ShopSettings.class).fee()).isEqualTo(new Money(new BigDecimal("3.50"), "EUR"));
        assertThat(settings.get(ShopSettings.class).discounts()).hasSize(2);
    }

    @Test
    void chooses() {
        Settings.Builder builder = Settings.of("hits").bind(KeepSettings.class);
        assertThat(builder.set("STORE_FOLDER", "/a")
                        .load()
                        .get(KeepSettings.class)
                        .store())
                .isEqualTo(new DiskStore(Path.of("/a")));
        builder.set("STORE", "s3").set("STORE_ENDPOINT", "http://s3");
        assertThat(builder.load().get(KeepSettings.class).store())
                .isEqualTo(new S3Store(URI.create("http://s3"), "hits"));
    }

    @Test
    void bindsGenericTypes() {
        assertThat(Settings.of("hits")
                        .environment(Map.of("PAUSE_MIN", "1s", "PAUSE_MAX", "5m", "LIMITS", "in=1kB\\,2kB,out=3kB"))
                        .bind(RetrySettings.class)
                        .load()
                        .get(RetrySettings.class))
                .isEqualTo(new RetrySettings(
                        new Range<>(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                        Map.of(
                                "in", List.of(new ByteSize(1000), new ByteSize(2000)),
                                "out", List.of(new ByteSize(3000)))));
    }
}
