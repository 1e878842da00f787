package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A check whose timeout is longer than anybody who probes would wait. */
@Timeout(60)
class SlowChecksTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(50);
    /** Kubernetes waits for one second; this is that and what a busy machine adds. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final Semaphore ends = new Semaphore(0);
    private final AtomicInteger runs = new AtomicInteger();
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time);

    @AfterEach
    void close() {
        checks.close();
    }

    // This and the next two were seen to fail with probes that wait as long as the check may take.
    @Test
    void aProbeDoesNotWaitForTheFirstResultOfASlowCheck() {
        register(Criticality.CRITICAL);

        long start = System.nanoTime();
        SelfCheckAnswer answer = checks.answer("/self-check/ready", null);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("failing: slow");
        assertThat(checks.answer("/self-check/ready", "application/json", true).body())
                .contains("has no result yet: it runs since")
                .contains("its timeout is 50s")
                .contains("\"hung\":false");
        ends.release();
        Await.until("the result", () -> checks.answer("/self-check/ready", null).status() == 200);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aSlowCheckIsAnsweredFromItsLastResultWhileItRunsAgain() {
        register(Criticality.CRITICAL);
        ends.release();
        Await.until("the result", () -> checks.answer("/self-check/ready", null).status() == 200);
        Await.until("the end of the run", () -> !checks.busy("slow"));
        time.advance(CheckDefinition.CACHE);

        long start = System.nanoTime();
        SelfCheckAnswer answer = checks.answer("/self-check/ready", null);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(answer.status()).isEqualTo(200);
        Await.until("the second run", () -> runs.get() == 2);
        assertThat(checks.busy("slow")).isTrue();
    }

    // With results that are told however old they are this fails: the service is well for ever.
    @Test
    void anOldResultIsToldWithItsAgeAndNotForEver() {
        register(Criticality.CRITICAL);
        ends.release();
        Await.until("the result", () -> checks.answer("/self-check/ready", null).status() == 200);
        Await.until("the end of the run", () -> !checks.busy("slow"));

        time.advance(Duration.ofSeconds(29));
        assertThat(checks.answer("/self-check/ready", "application/json", true).body())
                .contains("\"resultAgeSeconds\":29");
        // The same run still; 10 times the cache time are less than the half minute.
        time.advance(Duration.ofSeconds(2));

        SelfCheckAnswer answer = checks.answer("/self-check/ready", "application/json", true);
        assertThat(answer.status()).as("not well for ever").isEqualTo(503);
        assertThat(answer.body()).contains("has no result since").doesNotContain("resultAgeSeconds");
    }

    // Without an end of what serves this and the next fail: a check whose background runs have ended is well for ever.
    @Test
    void whatWasFoundInTheBackgroundServesForAWhileOnly() {
        CheckDefinition check =
                HealthCheck.named("x").every(Duration.ofSeconds(5)).of(CheckResult::pass);
        assertThat(check.serves()).isEqualTo(Duration.ofSeconds(51));
        assertThat(HealthCheck.named("x")
                        .every(Duration.ofMillis(100))
                        .timeout(Duration.ofSeconds(2))
                        .of(CheckResult::pass)
                        .serves())
                .isEqualTo(Duration.ofSeconds(32));
        assertThat(HealthCheck.named("x").of(CheckResult::pass).serves()).isEqualTo(CheckDefinition.CACHE);
    }

    // Seen to fail with runs that begin at fixed times, as far as the one before has ended.
    @Test
    void theNextRunInTheBackgroundBeginsThePauseAfterTheEndOfTheLast() {
        Duration every = Duration.ofMillis(100);
        List<Duration> pauses = new CopyOnWriteArrayList<>();
        AtomicLong ended = new AtomicLong();
        checks.add(HealthCheck.named("x").every(every).of(() -> {
            if (runs.getAndIncrement() > 0) {
                pauses.add(Duration.ofNanos(System.nanoTime() - ended.get()));
            }
            ends.tryAcquire(150, TimeUnit.MILLISECONDS); // never to be had
            ended.set(System.nanoTime());
            return CheckResult.pass();
        }));

        Await.until("some runs", () -> pauses.size() == 3);

        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(every));
    }

    // Seen to be 1 for ever.
    @Test
    void theGaugeOfACheckThatNobodyAsksForgetsTheLastResult() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (SelfChecks own = new SelfChecks(registry, Clock.systemUTC(), time)) {
            own.add(HealthCheck.named("x").of(CheckResult::pass));
            own.verdict();

            time.advance(Duration.ofSeconds(30));
            assertThat(registry.get("self.check").gauge().value()).isEqualTo(1);
            time.advance(Duration.ofMillis(1));
            assertThat(registry.get("self.check").gauge().value()).isNaN();
        }
    }

    // Seen to be told as hung, after its timeout.
    @Test
    void aCheckThatAsksForItselfIsToldSo() {
        checks.add(HealthCheck.named("x")
                .timeout(TIMEOUT)
                .of(() -> checks.verdict().failing().isEmpty() ? CheckResult.pass() : CheckResult.fail("others do")));

        assertThat(checks.verdict().checks().get(0).result().reason())
                .contains("The check \"x\" of ", " asks the self-checks that it is one of, and would wait for itself.");
    }

    @Test
    void aCheckThatWasNotRunInTheBackgroundForLongIsRunForWhoAsks() {
        CheckDefinition check = HealthCheck.named("x")
                .every(Duration.ofHours(1))
                .of(() -> {
                    runs.incrementAndGet();
                    return CheckResult.pass();
                });
        checks.add(check);
        Await.until("the first run ends", () -> runs.get() == 1 && !checks.busy("x"));

        time.advance(Duration.ofHours(10));
        checks.verdict();
        assertThat(runs).as("the last result serves").hasValue(1);
        time.advance(Duration.ofSeconds(1));
        checks.verdict();
        assertThat(runs).hasValue(2);
    }

    @Test
    void whoAsksInCodeGetsTheResult() {
        register(Criticality.CRITICAL);
        ends.release();

        assertThat(checks.verdict(Probe.READY).checks().get(0).status()).isEqualTo(CheckResult.Status.PASS);
    }

    private void register(Criticality criticality) {
        checks.add(HealthCheck.named("slow")
                .criticality(criticality)
                .timeout(TIMEOUT)
                .of(() -> {
                    runs.incrementAndGet();
                    ends.acquire();
                    return CheckResult.pass();
                }));
        checks.ready(true);
    }
}
