package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.OpenQuestions.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
    private static final Duration AT_ONCE = Duration.ofMillis(5);

    private final AtomicLong now = new AtomicLong();
    private final OpenQuestions questions = new OpenQuestions(100, now::get);

    private int open() {
        int open = 0;
        while (questions.begin(false) == Place.OPEN) {
            open++;
        }
        questions.ended();
        return open;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aTwentiethIsForQuestionsThatAreAnsweredAtOnce() {
        assertThat(open()).isEqualTo(95);
        for (int i = 0; i < 5; i++) {
            assertThat(questions.begin(i % 2 == 0)).isEqualTo(Place.SHORT);
        }
        assertThat(questions.begin(true)).isEqualTo(Place.NONE);
        assertThat(questions.begin(false)).isEqualTo(Place.NONE);
        questions.ended();
        assertThat(questions.begin(true)).isEqualTo(Place.SHORT);
    }

    @Test
    void whoeverIsTurnedAwayMakesDoWithThreeQuartersOnceAndTriesForMoreLater() {
        assertThat(open()).isEqualTo(95);
        pass(Duration.ofSeconds(2));
        questions.crowded();
        questions.crowded();
        for (int i = 0; i < 95; i++) {
            questions.ended();
        }
        // Three quarters of what was open, less a twentieth.
        assertThat(open()).isEqualTo(67);
        for (int i = 0; i < 67; i++) {
            questions.ended();
        }
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(10));
            questions.begin(true);
            questions.ended();
        }
        assertThat(open()).isEqualTo(95);
    }

    @Test
    void beingTurnedAwayIsToldFromAnAgentThatIsAwayOrThatBreaksOff() {
        IOException hungUp = new IOException("Connection reset");
        assertThat(questions.crowdedOut(hungUp, AT_ONCE))
                .as("nothing else is open")
                .isFalse();
        open();
        assertThat(questions.crowdedOut(hungUp, AT_ONCE)).isTrue();
        assertThat(questions.crowdedOut(new IOException("HTTP/1.1 header parser received no bytes"), AT_ONCE))
                .isTrue();
        assertThat(questions.crowdedOut(hungUp, Duration.ofSeconds(30))).isFalse();
        assertThat(questions.crowdedOut(new ConnectException("Connection reset"), AT_ONCE))
                .isFalse();
        assertThat(questions.crowdedOut(new SSLException("reset"), AT_ONCE)).isFalse();
        assertThat(questions.crowdedOut(new IOException("no route"), AT_ONCE)).isFalse();
    }
}
