package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static Latencies millis(LongStream values) {
        return new Latencies(values.mapToObj(Duration::ofMillis).toList());
    }

    @Test
    void percentileIsTheSmallestValueThatSoManyPercentDoNotExceed() {
        Latencies hundred = millis(LongStream.rangeClosed(1, 100).map(value -> 101 - value));
        assertThat(hundred.percentile(50)).isEqualTo(Duration.ofMillis(50));
        assertThat(hundred.percentile(99)).isEqualTo(Duration.ofMillis(99));
        assertThat(hundred.percentile(99.1)).isEqualTo(Duration.ofMillis(100));
        assertThat(hundred.percentile(100)).isEqualTo(Duration.ofMillis(100));
        assertThat(hundred.percentile(0.5)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void percentileOfFewIsOneOfThem() {
        Latencies three = millis(LongStream.of(7, 1, 3));
        assertThat(three.percentile(50)).isEqualTo(Duration.ofMillis(3));
        assertThat(three.percentile(99)).isEqualTo(Duration.ofMillis(7));
        assertThat(millis(LongStream.of(5)).percentile(1)).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void percentileOfNoneIsZero() {
        assertThat(new Latencies(List.of()).percentile(99)).isZero();
    }

    @Test
    void percentileOutsideOfTheHundredIsRefused() {
        Latencies one = millis(LongStream.of(5));
        assertThatIllegalArgumentException().isThrownBy(() -> one.percentile(0));
        assertThatIllegalArgumentException().isThrownBy(() -> one.percentile(100.5));
        assertThatIllegalArgumentException().isThrownBy(() -> one.percentile(Double.NaN));
    }
}
