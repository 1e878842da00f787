package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConsulLoopTest {
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    private ConsulLoop loop(Runnable work, Duration pause) {
        return new ConsulLoop(
                "test",
                new ConsulLoop.Round() {
                    @Override
                    public Duration run() {
                        rounds.incrementAndGet();
                        work.run();
                        return pause;
                    }

                    @Override
                    public void failed(ConsulFailure failure) {
                        failures.incrementAndGet();
                    }
                },
                Fast.PACE.backoff());
    }

    @Test
    void aFaultOfOursDoesNotEndTheLoop() throws Exception {
        ConsulLoop loop = loop(
                () -> {
                    if (rounds.get() == 1) {
                        throw new IllegalStateException("a fault");
                    }
                    if (rounds.get() == 2) {
                        throw new AssertionError("a worse one");
                    }
                },
                Duration.ofMillis(1));
        loop.start();
        within(Duration.ofSeconds(20), "it goes on", () -> rounds.get() > 5);
        assertThat(failures).hasValue(2);
        loop.stop();
        assertThat(loop.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void anInterruptOnlyEndsThePause() throws Exception {
        ConsulLoop loop = loop(() -> Thread.currentThread().interrupt(), Duration.ofMinutes(1));
        loop.start();
        within(Duration.ofSeconds(20), "it goes on", () -> rounds.get() > 2);
        loop.stop();
        assertThat(loop.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void aStopEndsALongPause() throws Exception {
        ConsulLoop loop = loop(() -> {}, Duration.ofMinutes(1));
        loop.start();
        within(Duration.ofSeconds(20), "the first round", () -> rounds.get() == 1);
        assertThat(loop.join(Duration.ofMillis(1))).isFalse();
        loop.stop();
        assertThat(loop.join(Duration.ofSeconds(20))).isTrue();
        assertThat(rounds).hasValue(1);
    }
}
