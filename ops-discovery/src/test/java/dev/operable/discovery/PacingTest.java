package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.ConsulFailure.Kind;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacingTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final ChurnLimit churn = new ChurnLimit(now::get, new Random(1));
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(4), new Random(1));

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static void isAbout(Duration actual, Duration expected) {
        assertThat(actual.toMillis()).isBetween(expected.toMillis() * 9 / 10, expected.toMillis() * 11 / 10);
    }

    @Test
    void twoAnswersInARowAreFreeThenThePausesGrowToFifteenSeconds() {
        assertThat(churn.answered()).isZero();
        assertThat(churn.answered()).isZero();
        isAbout(churn.answered(), Duration.ofSeconds(1));
        isAbout(churn.answered(), Duration.ofSeconds(2));
        isAbout(churn.answered(), Duration.ofSeconds(4));
        isAbout(churn.answered(), Duration.ofSeconds(8));
        isAbout(churn.answered(), Duration.ofSeconds(15));
        isAbout(churn.answered(), Duration.ofSeconds(15));
    }

    @Test
    void underChurnWithoutEndThereIsAboutOneQuestionInFifteenSeconds() {
        int questions = 0;
        for (Duration elapsed = Duration.ZERO; elapsed.toHours() < 10; questions++) {
            Duration pause = churn.answered();
            pass(pause);
            elapsed = elapsed.plus(pause);
        }
        assertThat(questions).isBetween(10 * 240, 10 * 240 * 12 / 10);
    }

    /** Without the bound after an outage the pauses grow to 15 s, and a change is seen that much later. */
    @Test
    void soonAfterAnOutageNoPauseIsLongerThanTwoSecondsHoweverQuicklyOutagesFollow() {
        for (int i = 0; i < 10; i++) {
            churn.answered();
        }
        for (int outage = 0; outage < 100; outage++) {
            churn.failed();
            // Each of ten services is forgotten, registered, found well and released anew.
            for (int answer = 0; answer < 4; answer++) {
                Duration pause = churn.answered();
                assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(2200));
                pass(pause);
            }
            pass(Duration.ofMillis(outage * 100L));
        }
        pass(Duration.ofSeconds(20));
        churn.answered();
        churn.answered();
        churn.answered();
        assertThat(churn.answered()).isGreaterThan(Duration.ofSeconds(3));
    }

    /** Without the debt, which an outage bounds and does not forgive, they come without a pause. */
    @Test
    void anAgentThatFailsBetweenAnyTwoAnswersIsNotAskedMoreThanOnceInSomeTwoSeconds() {
        int answers = 0;
        for (Duration elapsed = Duration.ZERO; elapsed.toMinutes() < 10; answers++) {
            churn.failed();
            Duration pause = churn.answered().plusMillis(1);
            pass(pause);
            elapsed = elapsed.plus(pause);
        }
        assertThat(answers).isBetween(250, 400);
    }

    @Test
    void quietTimeGivesTheBurstBack() {
        for (int i = 0; i < 50; i++) {
            churn.answered();
        }
        pass(Duration.ofSeconds(15 * 7));
        assertThat(churn.answered()).isZero();
        assertThat(churn.answered()).isZero();
        assertThat(churn.answered()).isPositive();
    }

    @Test
    void theBackoffBeginsShortDoublesAndEndsAtItsLimit() {
        Duration limit = Duration.ofMillis(250);
        for (int i = 0; i < 40; i++) {
            assertThat(backoff.next(Kind.ERROR)).isBetween(limit.dividedBy(2), limit);
            limit = limit.multipliedBy(2).compareTo(Duration.ofSeconds(30)) > 0
                    ? Duration.ofSeconds(30)
                    : limit.multipliedBy(2);
        }
    }

    @Test
    void anAgentThatIsAwayIsAskedMoreOften() {
        for (int i = 0; i < 40; i++) {
            assertThat(backoff.next(Kind.UNREACHABLE)).isLessThanOrEqualTo(Duration.ofSeconds(4));
        }
    }

    @Test
    void anotherKindOfFailureOrASuccessBeginsAnew() {
        for (int i = 0; i < 10; i++) {
            backoff.next(Kind.UNREACHABLE);
        }
        assertThat(backoff.next(Kind.ERROR)).isLessThanOrEqualTo(Duration.ofMillis(250));
        backoff.next(Kind.ERROR);
        backoff.reset();
        assertThat(backoff.next(Kind.ERROR)).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void whatConsulAsksForIsObeyedUpToTheLongestPauseAndNotByAllAtTheSameTime() {
        ConsulFailure second = new ConsulFailure(Kind.ERROR, "", Duration.ofSeconds(8));
        assertThat(backoff.next(second)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(9));
        assertThat(backoff.next(new ConsulFailure(Kind.ERROR, "", Duration.ofHours(1))))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(backoff.next(new ConsulFailure(Kind.ERROR, ""))).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7|7",
                "0|0",
                "-3|0",
                "99999999999999999999|0",
                "999999|3600",
                "soon|0",
                "Fri, 02 Jan 2026 03:04:15 GMT|10",
                "Fri, 02 Jan 2026 03:04:01 GMT|0",
                "Fri, 99 Jan 2026 03:04:15 GMT|0",
            })
    void retryAfterIsReadInSecondsAndAsADate(String text, long seconds) {
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
        HttpHeaders headers = HttpHeaders.of(Map.of("Retry-After", List.of(text)), (name, value) -> true);
        assertThat(ReplyHeaders.retryAfter(headers, clock)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void thePausesDifferFromOneInstanceToTheNext() {
        Backoff other =
                new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(4), new Random(2));
        assertThat(other.next(Kind.ERROR)).isNotEqualTo(backoff.next(Kind.ERROR));
    }
}
