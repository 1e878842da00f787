package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// Each protection was switched off once and its test seen to fail: the cache, the refusal to run beside a hung run, the
// timeout (the tests then hang), and the catch of Errors.
@Timeout(60)
class SelfChecksTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ManualTime time = new ManualTime();
    private final CountDownLatch release = new CountDownLatch(1);
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time);

    @AfterEach
    void close() {
        release.countDown();
        checks.close();
    }

    @Test
    void aResultServesForTwoSecondsAndThenTheCheckRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        register("counted", () -> {
            runs.incrementAndGet();
            return CheckResult.pass();
        });

        checks.verdict();
        time.advance(Duration.ofMillis(1_999));
        checks.verdict();
        assertThat(runs).hasValue(1);
        awaitIdle("counted");
        time.advance(Duration.ofMillis(1));
        checks.verdict();
        assertThat(runs).hasValue(2);
    }

    @Test
    void oneCheckIsAskedAloneAndToNameThemAsksNone() {
        AtomicInteger runs = new AtomicInteger();
        register("counted", () -> {
            runs.incrementAndGet();
            return CheckResult.pass();
        });
        register("other", () -> CheckResult.fail("shut"));

        assertThat(checks.definitions()).extracting(CheckDefinition::name).containsExactly("counted", "other");
        assertThat(checks.outcome("other").orElseThrow().result().reason()).isEqualTo("shut");
        assertThat(checks.outcome("none")).isEmpty();
        assertThat(runs).hasValue(0);
    }

    @Test
    void aCheckThatHangsCostsItsTimeoutOnceAndNeverASecondThread() {
        AtomicInteger runs = new AtomicInteger();
        registerHanging("hangs", runs);

        long start = System.nanoTime();
        CheckOutcome first = only(checks.verdict());
        Duration paid = since(start);
        assertThat(first.hung()).isTrue();
        assertThat(first.status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(first.result().reason())
                .matches("hung since \\S+ at .*CountDownLatch.await.*, called by .*: no answer within 200ms");
        assertThat(paid).isGreaterThanOrEqualTo(SHORT);

        start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            time.advance(Duration.ofSeconds(3)); // past the cache, so that only the hung run itself holds it back
            assertThat(only(checks.verdict()).hung()).isTrue();
        }
        assertThat(since(start)).isLessThan(SHORT);
        assertThat(runs).hasValue(1);
        assertThat(checks.busy("hangs")).isTrue();
    }

    @Test
    void aCheckThatHungRunsAgainOnceItsThreadHasEnded() {
        AtomicInteger runs = new AtomicInteger();
        registerHanging("hangs", runs);
        assertThat(only(checks.verdict()).hung()).isTrue();

        release.countDown();
        awaitIdle("hangs");
        assertThat(only(checks.verdict()).hung())
                .as("a success that came too late does not count")
                .isTrue();
        time.advance(CheckDefinition.CACHE);

        assertThat(only(checks.verdict()).status()).isEqualTo(CheckResult.Status.PASS);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFailureThatComesLateReplacesHungByItsReason() {
        register("slow to fail", SHORT, () -> {
            release.await();
            throw new IllegalStateException("connection refused");
        });
        assertThat(only(checks.verdict()).hung()).isTrue();

        release.countDown();
        awaitIdle("slow to fail");

        CheckOutcome outcome = only(checks.verdict());
        assertThat(outcome.hung()).isFalse();
        assertThat(outcome.result().reason()).isEqualTo("java.lang.IllegalStateException: connection refused");
    }

    @Test
    void anErrorOrAnInterruptFailsItsOwnCheckAndNothingElse() {
        register("overflow", () -> CheckResult.fail("never " + depth(0)));
        register("error", () -> {
            throw new LinkageError("no such class");
        });
        register("interrupt", () -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException("stop");
        });
        register("well", CheckResult::pass);

        Verdict verdict = checks.verdict();

        assertThat(verdict.failing()).containsExactly("overflow", "error", "interrupt");
        assertThat(verdict.checks().get(0).result().reason()).isEqualTo("java.lang.StackOverflowError");
        assertThat(verdict.checks().get(3).status()).isEqualTo(CheckResult.Status.PASS);
    }

    @Test
    void twoHundredChecksTakeAsLongAsTheSlowestAndABadOneSpoilsNoOther() {
        IntStream.range(0, 197).forEach(i -> register("well " + i, Duration.ofSeconds(20), CheckResult::pass));
        registerHanging("hangs", new AtomicInteger());
        registerHanging("hangs too", new AtomicInteger());
        register("overflow", () -> CheckResult.fail("never " + depth(0)));

        long start = System.nanoTime();
        Verdict verdict = checks.verdict();

        assertThat(verdict.failing()).containsExactly("hangs", "hangs too", "overflow");
        assertThat(since(start))
                .as("not the sum of the two timeouts, let alone more")
                .isLessThan(SHORT.multipliedBy(10));
    }

    @Test
    void checksRunAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : List.of("one", "two")) {
            register(name, Duration.ofSeconds(20), () -> {
                both.countDown();
                both.await();
                return CheckResult.pass();
            });
        }

        assertThat(checks.verdict().failing()).isEmpty();
    }

    @Test
    void aCheckWithAnIntervalRunsWithoutBeingAskedAndNeverBesideItself() {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Duration every = Duration.ofMillis(100);
        checks.add(HealthCheck.named("background")
                .timeout(Duration.ofSeconds(5))
                .every(every)
                .of(() -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    runs.incrementAndGet();
                    atOnce.decrementAndGet();
                    return CheckResult.pass();
                }));

        Await.until("the check runs by itself", () -> runs.get() >= 5);
        assertThat(most).hasValue(1);
    }

    @Test
    void aHungBackgroundCheckIsReportedThoughNobodyAsked() {
        AtomicInteger runs = new AtomicInteger();
        checks.add(HealthCheck.named("background")
                .timeout(SHORT)
                .every(Duration.ofMillis(100))
                .of(() -> {
                    runs.incrementAndGet();
                    release.await();
                    return CheckResult.pass();
                }));

        Await.until("the first verdict", () -> checks.verdict().status() == Verdict.Status.DOWN);
        assertThat(only(checks.verdict()).hung()).isTrue();
        assertThat(runs).as("never run again while it runs").hasValue(1);
    }

    @Test
    void anInterruptedProbeAnswersAndLeavesTheCheckAlone() {
        register("held", Duration.ofSeconds(20), () -> {
            release.await();
            return CheckResult.pass();
        });
        Thread.currentThread().interrupt();

        Verdict verdict = checks.verdict();

        assertThat(Thread.interrupted())
                .as("the interrupt is kept for the caller")
                .isTrue();
        assertThat(verdict.checks().get(0).result().reason()).isEqualTo("the probe was interrupted");
        release.countDown();
        assertThat(only(checks.verdict()).status()).isEqualTo(CheckResult.Status.PASS);
    }

    @Test
    void checksRunOnDaemonThreadsOfTheirName() {
        Thread[] seen = {Thread.currentThread()};
        register("mine", () -> {
            seen[0] = Thread.currentThread();
            return CheckResult.pass();
        });
        checks.verdict();

        assertThat(seen[0].getName()).isEqualTo("ops-check-mine");
        assertThat(seen[0].isDaemon()).isTrue();
    }

    @Test
    void closingEndsTheThreadsAndKeepsTheLastOutcomes() {
        CountDownLatch running = new CountDownLatch(1);
        register("passed", CheckResult::pass);
        checks.verdict();
        register("running", Duration.ofSeconds(20), () -> {
            running.countDown();
            release.await();
            return CheckResult.pass();
        });
        Thread probe = new Thread(checks::verdict);
        probe.start();
        await(running);

        checks.close();
        checks.close();

        awaitIdle("running");
        time.advance(CheckDefinition.CACHE);
        assertThat(checks.verdict().failing()).containsExactly("running");
        assertThat(checks.busy("passed")).isFalse();
        assertThatThrownBy(() -> register("late", CheckResult::pass)).isInstanceOf(IllegalStateException.class);
    }

    private void register(String name, HealthCheck check) {
        checks.register(name, Criticality.CRITICAL, Probe.READY, check);
    }

    private void register(String name, Duration timeout, HealthCheck check) {
        checks.add(HealthCheck.named(name).timeout(timeout).of(check));
    }

    private void registerHanging(String name, AtomicInteger runs) {
        register(name, SHORT, () -> {
            runs.incrementAndGet();
            release.await();
            return CheckResult.pass();
        });
    }

    private static CheckOutcome only(Verdict verdict) {
        assertThat(verdict.checks()).hasSize(1);
        return verdict.checks().get(0);
    }

    private void awaitIdle(String check) {
        Await.until("the thread of " + check + " ends", () -> !checks.busy(check));
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static void await(CountDownLatch latch) {
        Await.until("the latch opens", () -> latch.getCount() == 0);
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int depth(int n) {
        return 1 + depth(n + 1);
    }
}
