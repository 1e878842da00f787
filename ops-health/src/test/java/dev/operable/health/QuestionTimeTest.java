package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.Redaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a question takes whose checks never answer, by a clock that only waiting and starting move. */
@Timeout(60)
class QuestionTimeTest {
    private static final Duration START = Duration.ofMillis(40);
    private static final List<Integer> TIMEOUTS = List.of(10, 30, 20, 30);

    private final ManualTime time = new ManualTime();

    // Seen to fail, by as much as the starts of the others took, when the time of each counted from its own.
    @Test
    void allChecksTogetherTakeTheLargestTimeout() {
        assertThat(taken(CheckBoard.FOR_EVER)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aProbeTakesItsPatienceHoweverManyChecksThereAre() {
        assertThat(taken(SelfChecks.PATIENCE.toNanos())).isEqualTo(SelfChecks.PATIENCE);
    }

    private Duration taken(long patienceNanos) {
        CheckThreads slow = new CheckThreads(null, (name, task) -> time.advance(START));
        try (CheckBoard board = new CheckBoard(
                new SimpleMeterRegistry(), Redaction.standard(), slow, Clock.systemUTC(), time, () -> {})) {
            board.register(IntStream.range(0, TIMEOUTS.size())
                    .mapToObj(i -> HealthCheck.named("check " + i)
                            .timeout(Duration.ofSeconds(TIMEOUTS.get(i)))
                            .of(CheckResult::pass))
                    .toList());
            long start = time.getAsLong();
            assertThat(board.ask(Question.EVERYTHING, patienceNanos, (result, nanos) -> {
                                time.advance(Duration.ofNanos(Math.max(0, nanos)));
                                throw new TimeoutException();
                            })
                            .outcomes())
                    .hasSameSizeAs(TIMEOUTS)
                    .allSatisfy(check -> assertThat(check.status()).isEqualTo(CheckResult.Status.FAIL));
            return Duration.ofNanos(time.getAsLong() - start);
        }
    }
}
