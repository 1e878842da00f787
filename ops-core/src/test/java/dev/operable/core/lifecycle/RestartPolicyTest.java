package dev.operable.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestartPolicyTest {
    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 4000", "7, 60000", "14, 60000", "2000000000, 60000"})
    void waitsTwiceAsLongEachTimeAndHalfOfItAtRandom(int failures, long mostMillis) {
        TreeSet<Duration> waits = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            waits.add(RestartPolicy.defaults().waitAfter(failures, random));
        }

        assertThat(waits.first()).isBetween(Duration.ofMillis(mostMillis / 2), Duration.ofMillis(mostMillis * 6 / 10));
        assertThat(waits.last()).isBetween(Duration.ofMillis(mostMillis * 9 / 10), Duration.ofMillis(mostMillis));
        assertThat(waits).hasSizeGreaterThan(100);
    }

    @Test
    void theUsualPolicyOutlastsAChangeOfLeaderAndNotAnHour() {
        Duration all = Duration.ZERO;
        for (int failures = 1; failures < RestartPolicy.defaults().endsAfter(); failures++) {
            all = all.plus(RestartPolicy.defaults().waitAfter(failures, random));
        }

        assertThat(all).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(10));
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new RestartPolicy(Duration.ZERO, second, second, 3))
                .hasMessage("firstWait must be positive, but is \"0s\"");
        assertThatThrownBy(() -> new RestartPolicy(second, Duration.ofMillis(1), second, 3))
                .hasMessage("longestWait must not be shorter than firstWait");
        assertThatThrownBy(() -> RestartPolicy.defaults().endsAfter(0))
                .hasMessage("endsAfter must be positive, but is \"0\"");
    }
}
