package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.OpenQuestions.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
    private static final Duration AT_ONCE = Duration.ofMillis(5);

    private final AtomicLong now = new AtomicLong();
    private final OpenQuestions questions = new OpenQuestions(100, now::get);

    /** Those that stay open, until no more may. */
    private List<Place> open() {
        List<Place> open = new ArrayList<>();
        Place next = questions.begin(false);
        for (; next == Place.OPEN || next == Place.BRIEF; next = questions.begin(false)) {
            open.add(next);
        }
        if (next == Place.SHORT) {
            questions.ended(next);
        }
        return open;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aTwentiethIsForQuestionsThatAreAnsweredAtOnce() {
        assertThat(open()).hasSize(95);
        for (int i = 0; i < 5; i++) {
            assertThat(questions.begin(i % 2 == 0)).isEqualTo(Place.SHORT);
        }
        assertThat(questions.begin(true)).isEqualTo(Place.NONE);
        assertThat(questions.begin(false)).isEqualTo(Place.NONE);
        questions.ended(Place.SHORT);
        assertThat(questions.begin(true)).isEqualTo(Place.SHORT);
    }

    @Test
    void whoeverIsTurnedAwayMakesDoWithThreeQuartersOnceAndTriesForMoreLater() {
        List<Place> open = open();
        assertThat(open).hasSize(95);
        pass(Duration.ofSeconds(2));
        questions.crowded();
        questions.crowded();
        open.forEach(questions::ended);
        // Three quarters of what was open, less a twentieth.
        open = open();
        assertThat(open).hasSize(67);
        open.forEach(questions::ended);
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(10));
            questions.ended(questions.begin(true));
        }
        assertThat(open()).hasSize(95);
    }

    /** Without that, a name that was turned away waits until all of them end: a minute. */
    @Test
    void oneOfTwentyStaysOpenForAMomentOnlyAndAllWhoeverWasTurnedAway() {
        assertThat(open()).filteredOn(Place.BRIEF::equals).hasSize(4);
        pass(Duration.ofSeconds(2));
        questions.crowded();
        for (int i = 0; i < 40; i++) {
            questions.ended(Place.OPEN);
        }
        assertThat(open()).hasSizeGreaterThan(10).containsOnly(Place.BRIEF);
        pass(Duration.ofMinutes(2));
        for (int i = 0; i < 40; i++) {
            questions.ended(Place.BRIEF);
        }
        assertThat(open()).contains(Place.OPEN);
    }

    /** Without that, everything is asked about in turn before the first places have come back. */
    @Test
    void whoeverIsTurnedAwayAgainDoesNotMakeDoWithLessUntilThePlacesHaveComeBack() {
        List<Place> open = open();
        for (int round = 0; round < 4; round++) {
            pass(Duration.ofSeconds(2));
            questions.crowded();
        }
        open.forEach(questions::ended);
        assertThat(open()).hasSize(67);
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
