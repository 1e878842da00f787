package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.Redaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Checks that find no thread where all of them share a few. */
@Timeout(60)
class StarvedChecksTest {
    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    // Seen to fail without the platform thread: each was told as failing after its timeout.
    @Test
    void aRunThatFindsNoSharedThreadRunsOnOneOfItsOwnAndOnlyOnce() {
        CheckThreads threads = new CheckThreads((name, task) -> waiting.add(task), CheckThreads::platform);
        try (CheckBoard board = board(threads, Duration.ofSeconds(20))) {
            assertThat(ask(board).status()).isEqualTo(CheckResult.Status.PASS);
            assertThat(ran).containsExactly("ops-check-x");
            waiting.forEach(Runnable::run);
            assertThat(ran).as("the run that came too late").hasSize(1);
        }
    }

    // Seen to fail where each run is handed to the shared threads, too: what never begins piles up.
    @Test
    void whileOneRunWaitsForASharedThreadTheOthersDoNot() {
        CheckThreads threads = new CheckThreads((name, task) -> waiting.add(task), CheckThreads::platform);
        try (CheckBoard board = board(threads, Duration.ofSeconds(20))) {
            for (int i = 1; i <= 5; i++) {
                ask(board);
                time.advance(CheckDefinition.CACHE);
                assertThat(ran).hasSize(i);
            }
            assertThat(waiting).hasSize(1);

            waiting.remove().run();
            ask(board);
            assertThat(waiting).as("they are free again").hasSize(1);
        }
    }

    // Seen to fail with runs that count as hung whether they have begun or not.
    @Test
    void whatNeverBeganIsNotCalledHungAndRunsOnceThereIsAThread() {
        AtomicBoolean free = new AtomicBoolean();
        CheckThreads threads = new CheckThreads(null, (name, task) -> {
            waiting.add(task);
            if (free.get()) {
                task.run();
            }
        });
        try (CheckBoard board = board(threads, Duration.ofMillis(50))) {
            CheckOutcome none = ask(board);

            assertThat(none.hung()).isFalse();
            assertThat(none.result().reason()).isEqualTo("has not begun within 50ms: no thread was free");
            waiting.forEach(Runnable::run);
            assertThat(ran).as("given up before it began").isEmpty();
            free.set(true);
            time.advance(CheckDefinition.CACHE);
            assertThat(ask(board).status()).isEqualTo(CheckResult.Status.PASS);
        }
    }

    // Seen to fail, with every innocent check told as hung, before runs that wait for a carrier got a thread of their
    // own.
    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void checksThatKeepEveryCarrierOfTheVirtualThreadsHoldUpNoOthers() {
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger spinning = new AtomicInteger();
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            int carriers = Runtime.getRuntime().availableProcessors();
            IntStream.range(0, carriers)
                    .forEach(i -> checks.add(HealthCheck.named("spins " + i)
                            .criticality(Criticality.INFO)
                            .timeout(Duration.ofMillis(100))
                            .of(() -> {
                                spinning.incrementAndGet();
                                while (!end.get()) {
                                    Thread.onSpinWait();
                                }
                                return CheckResult.pass();
                            })));
            checks.ready(true);
            checks.verdict();
            Await.until("all of them", () -> spinning.get() == carriers);
            checks.add(HealthCheck.named("live")
                    .probe(Probe.LIVE)
                    .timeout(Duration.ofSeconds(20))
                    .of(CheckResult::pass));

            assertThat(checks.verdict(Probe.LIVE).checks())
                    .allSatisfy(check -> assertThat(check.status()).isEqualTo(CheckResult.Status.PASS));
        } finally {
            end.set(true);
        }
    }

    private CheckBoard board(CheckThreads threads, Duration timeout) {
        CheckBoard board = new CheckBoard(
                new SimpleMeterRegistry(), Redaction.standard(), threads, Clock.systemUTC(), time, () -> {});
        board.register(List.of(HealthCheck.named("x").timeout(timeout).of(() -> {
            ran.add(Thread.currentThread().getName());
            return CheckResult.pass();
        })));
        return board;
    }

    private static CheckOutcome ask(CheckBoard board) {
        return board.ask(Question.EVERYTHING, CheckBoard.FOR_EVER).outcomes().get(0);
    }
}
