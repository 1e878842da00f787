package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockingIndexTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger resets = new AtomicInteger();
    private final BlockingIndex index =
            new BlockingIndex(new ChurnLimit(now::get, new Random(1)), resets::incrementAndGet);

    /** The start and the two answers that are free. */
    @BeforeEach
    void useUpWhatIsFree() {
        for (int answer = 10; answer < 13; answer++) {
            assertThat(index.answered(answer)).isZero();
            assertThat(index.next()).isEqualTo(answer);
        }
    }

    private void pauses(long answer) {
        Duration pause = index.answered(answer);
        assertThat(pause).isPositive();
        now.addAndGet(pause.toNanos());
    }

    /** Seen to fail when the question after a pause went on with the index of before it. */
    @Test
    void anAgentThatWasReplacedDuringAPauseIsNotWaitedFor() {
        pauses(13);
        assertThat(index.next()).as("answered at once").isZero();
        index.answered(4);
        assertThat(resets).hasValue(1);
        assertThat(index.next()).as("no second question from the start").isIn(0L, 4L);
    }

    @Test
    void whenNothingHasChangedDuringAPauseTheNextQuestionStaysOpenAtOnce() {
        pauses(13);
        assertThat(index.answered(13)).isZero();
        assertThat(index.next()).isEqualTo(13);
        assertThat(resets).hasValue(0);
    }

    @Test
    void underChurnEachAnswerIsFollowedByAPause() {
        for (int answer = 13; answer < 50; answer++) {
            assertThat(index.next()).isEqualTo(answer == 13 ? 12 : 0);
            pauses(answer);
        }
        assertThat(resets).hasValue(0);
    }

    @Test
    void aFailureDuringChurnCountsAsOneReset() {
        pauses(13);
        index.failed();
        index.failed();
        assertThat(index.next()).isZero();
        assertThat(resets).hasValue(1);
    }
}
