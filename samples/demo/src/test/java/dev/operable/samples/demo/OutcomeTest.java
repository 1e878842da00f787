package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.samples.demo.Call.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static Call call(Phase phase, long micros, String problem) {
        return new Call(phase, Duration.ofNanos(micros * 1000), problem);
    }

    @Test
    void tableSaysWhatHappenedInEachPhase() {
        Outcome outcome = new Outcome(
                List.of(
                        call(Phase.BEFORE, 1_040, ""),
                        call(Phase.BEFORE, 3_000, ""),
                        call(Phase.DURING, 250_000, "status 500"),
                        call(Phase.AFTER, 2_000, "")),
                3,
                Duration.ofMillis(1234));
        assertThat(outcome.failed()).isEqualTo(1);
        assertThat(outcome.table()).isEqualTo("""
                        calls                                                4
                        failed calls                                         1
                        hits counted                                         3
                        s until no call went to the killed instance       1.23
                                                                        before    during     after
                        calls                                                2         1         1
                        p50 ms                                             1.0     250.0       2.0
                        p99 ms                                             3.0     250.0       2.0
                        """);
    }

    @Test
    void phaseWithoutCallsHasNoPercentiles() {
        Outcome outcome = new Outcome(List.of(call(Phase.BEFORE, 1_000, "")), 1, Duration.ZERO);
        assertThat(outcome.table()).containsPattern("(?m)^p99 ms +1\\.0 +- +-$");
    }
}
