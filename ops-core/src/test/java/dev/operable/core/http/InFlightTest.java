package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InFlightTest {
    private final InFlight inFlight = new InFlight();

    @Test
    void isIdleWhenNothingIsAnswered() throws Exception {
        assertThat(inFlight.awaitIdle(Duration.ZERO)).isTrue();
    }

    @Test
    void waitsForTheLastAnswer() throws Exception {
        inFlight.enter();
        inFlight.enter();
        assertThat(inFlight.count()).isEqualTo(2);
        assertThat(inFlight.awaitIdle(Duration.ofMillis(10))).isFalse();

        inFlight.leave();
        CompletableFuture<Void> last = CompletableFuture.runAsync(inFlight::leave);

        assertThat(inFlight.awaitIdle(Duration.ofSeconds(20))).isTrue();
        last.join();
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void remembersThatItDrains() {
        assertThat(inFlight.draining()).isFalse();
        inFlight.drain();
        assertThat(inFlight.draining()).isTrue();
    }

    @Test
    void sendsCallersAwayForTwoReasonsOfWhichEachEndsByItself() {
        inFlight.divert(true);
        assertThat(inFlight.sendsAway()).isTrue();
        assertThat(inFlight.draining()).isFalse();

        inFlight.divert(false);
        assertThat(inFlight.sendsAway()).isFalse();

        inFlight.drain();
        inFlight.divert(true);
        inFlight.divert(false);
        assertThat(inFlight.sendsAway()).isTrue();
    }
}
