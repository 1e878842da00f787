package dev.operable.health;

import static dev.operable.health.CheckResult.Status.DEGRADED;
import static dev.operable.health.CheckResult.Status.FAIL;
import static dev.operable.health.CheckResult.Status.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMemoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private int seconds;

    /** P passes, D is degraded, F fails. Seen to fail with every failure and every success counting at once. */
    @ParameterizedTest
    @CsvSource({
        // failures until down, successes until up, what the runs find, what the check is after each
        "1, 1, PFPDF, PFPDF",
        "3, 1, PFFPFFFP, PPPPPPFP",
        "2, 2, PFFPFPPF, PPFFFFPP",
        "2, 2, PFFPDP,   PPFFDP",
        "2, 1, DFDFF,    DDDDF",
        "3, 3, FPPP,     FFFP", // the first result counts at once: nothing speaks for a check that has just failed
        "3, 3, PFDFF,    PPDDD"
    })
    void theStatusFollowsTheResultsAsTheThresholdsSay(int down, int up, String found, String expected) {
        CheckMemory memory = new CheckMemory(HealthCheck.named("x")
                .failuresUntilDown(down)
                .successesUntilUp(up)
                .of(CheckResult::pass));

        StringBuilder was = new StringBuilder();
        for (int i = 0; i < found.length(); i++) {
            was.append(record(memory, status(found.charAt(i)))
                    .outcome()
                    .status()
                    .name()
                    .charAt(0));
        }

        assertThat(was).hasToString(expected);
    }

    @Test
    void sinceIsTheTimeOfTheLastChangeNotOfTheLastRun() {
        CheckMemory memory = memory();
        record(memory, PASS);
        assertThat(record(memory, PASS).outcome().since()).isEqualTo(START.plusSeconds(1));
        record(memory, FAIL);
        assertThat(record(memory, FAIL).outcome().since()).isEqualTo(START.plusSeconds(3));
        assertThat(record(memory, PASS).outcome().since()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void aCheckThatPassesFromTheStartHasNotChangedAndOneThatFailsHas() {
        assertThat(record(memory(), PASS).change()).isEmpty();
        assertThat(record(memory(), FAIL).change())
                .hasValueSatisfying(change -> assertThat(change.from()).isEqualTo(PASS));
    }

    @Test
    void theLastFiftyRunsAndChangesAreKeptAndNoMore() {
        CheckMemory memory = memory();
        for (int i = 0; i < 500; i++) {
            record(memory, i % 2 == 0 ? PASS : FAIL);
        }

        CheckHistory history = memory.history();

        assertThat(history.runs()).hasSize(50);
        assertThat(history.runs().get(49).at()).isEqualTo(START.plusSeconds(500));
        assertThat(history.changes()).hasSize(50);
        assertThat(history.flaps()).isEqualTo(49);
    }

    @Test
    void thresholdsDoNotHideFlaps() {
        CheckMemory memory =
                new CheckMemory(HealthCheck.named("x").failuresUntilDown(2).of(CheckResult::pass));
        for (CheckResult.Status status : List.of(PASS, FAIL, PASS, FAIL, PASS)) {
            record(memory, status);
        }

        assertThat(memory.history().flaps()).isEqualTo(4);
        assertThat(memory.history().changes()).isEmpty();
    }

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        List<CheckRun> runs = new ArrayList<>();
        for (int i = 50; i >= 1; i--) {
            runs.add(new CheckRun(PASS, false, Duration.ofMillis(i), START, false));
        }
        CheckHistory history = new CheckHistory(runs, List.of());

        assertThat(history.percentile(0.5)).isEqualTo(Duration.ofMillis(25));
        assertThat(history.percentile(0.9)).isEqualTo(Duration.ofMillis(45));
        assertThat(history.percentile(1)).isEqualTo(Duration.ofMillis(50));
        assertThat(history.percentile(0.001)).isEqualTo(Duration.ofMillis(1));
        assertThat(new CheckHistory(List.of(), List.of()).percentile(0.5)).isZero();
        assertThatThrownBy(() -> history.percentile(99)).hasMessageContaining("99.0, which is not above 0");
    }

    @Test
    void moreOfTheSameRunCountsOnce() {
        CheckMemory memory =
                new CheckMemory(HealthCheck.named("x").failuresUntilDown(2).of(CheckResult::pass));
        record(memory, PASS);
        memory.record(CheckResult.fail("hung"), Ending.GIVEN_UP, Duration.ZERO, START);

        CheckMemory.Recorded amended =
                memory.record(CheckResult.fail("refused"), Ending.CAME_LATE, Duration.ZERO, START);

        assertThat(amended.outcome().status()).isEqualTo(PASS);
        assertThat(memory.history().runs()).hasSize(2);
        assertThat(memory.history().runs().get(1).hung()).isFalse();
    }

    @Test
    void ofARunThatHangsForLongTheDurationsKnowOnce() {
        CheckMemory memory = memory();
        for (int i = 0; i < 3; i++) {
            memory.record(CheckResult.pass(), Ending.CAME_BACK, Duration.ofMillis(10), START);
        }
        memory.record(CheckResult.fail("hung"), Ending.GIVEN_UP, Duration.ofSeconds(1), START);
        for (int i = 0; i < 9; i++) {
            memory.record(CheckResult.fail("hung"), Ending.HANGS_ON, Duration.ofMinutes(i), START);
        }

        assertThat(memory.history().percentile(0.5)).isEqualTo(Duration.ofMillis(10));
        assertThat(memory.history().percentile(1)).as("the timeout").isEqualTo(Duration.ofSeconds(1));

        memory.record(CheckResult.fail("refused"), Ending.CAME_LATE, Duration.ofMinutes(9), START);
        assertThat(memory.history().percentile(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(memory.history().runs()).hasSize(13);
    }

    private static CheckMemory memory() {
        return new CheckMemory(HealthCheck.named("x").of(CheckResult::pass));
    }

    private CheckMemory.Recorded record(CheckMemory memory, CheckResult.Status found) {
        seconds++;
        return memory.record(
                new CheckResult(found, "because", Map.of()),
                Ending.CAME_BACK,
                Duration.ZERO,
                START.plusSeconds(seconds));
    }

    private static CheckResult.Status status(char letter) {
        return switch (letter) {
            case 'P' -> PASS;
            case 'D' -> DEGRADED;
            default -> FAIL;
        };
    }
}
