package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CompletableFuture<Duration> WELL = CompletableFuture.completedFuture(Duration.ofMillis(1));

    private final ConsulTransport transport = new ConsulTransport();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @AfterEach
    void close() {
        transport.close();
    }

    /** The work is given the number of the round, from 1. */
    private AsyncLoop loop(IntFunction<CompletableFuture<Duration>> work) {
        return new AsyncLoop(
                "The test",
                new AsyncLoop.Round() {
                    @Override
                    public CompletableFuture<Duration> run() {
                        return work.apply(rounds.incrementAndGet());
                    }

                    @Override
                    public void failed(ConsulFailure failure) {
                        if (failures.incrementAndGet() == 1) {
                            throw new IllegalStateException("a fault in the telling of one");
                        }
                    }
                },
                Fast.PACE.backoff(),
                transport);
    }

    @Test
    void aFaultOfOursDoesNotEndTheLoopAndIsLoggedOnce() throws Exception {
        try (Logged logged = new Logged()) {
            AsyncLoop loop = loop(round -> switch (round) {
                case 1 -> throw new IllegalStateException("a fault");
                case 2 -> throw new AssertionError("a worse one");
                case 3 -> CompletableFuture.failedFuture(new IllegalStateException("a later one"));
                case 4 -> CompletableFuture.failedFuture(new ConsulFailure(Kind.ERROR, "no fault"));
                default -> WELL;
            });
            loop.start();
            within(SOON, "it goes on", () -> rounds.get() > 10);
            assertThat(failures).hasValue(4);
            assertThat(logged.warnings()).containsExactly("The test failed; it goes on.");
            loop.stop();
        }
    }

    @Test
    void aStopEndsItEvenInAPause() throws Exception {
        AsyncLoop loop = loop(round -> CompletableFuture.completedFuture(Duration.ofMillis(200)));
        loop.start();
        within(SOON, "the first round", () -> rounds.get() == 1);
        loop.stop();
        throughout(Duration.ofMillis(600), "no second round", () -> rounds.get() == 1);
    }

    @Test
    void anEndOfTheTransportEndsIt() throws Exception {
        AsyncLoop loop = loop(round -> WELL);
        loop.start();
        within(SOON, "it runs", () -> rounds.get() > 3);
        transport.close();
        within(SOON, "it rests", () -> {
            int before = rounds.get();
            Within.throughout(Duration.ofMillis(200), "anything", () -> true);
            return rounds.get() == before;
        });
    }
}
