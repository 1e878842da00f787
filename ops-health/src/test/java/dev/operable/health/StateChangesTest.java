package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateChangesTest {
    private final Events events = new Events();
    private final ManualTime time = new ManualTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SelfChecks checks = new SelfChecks(registry, Clock.systemUTC(), time);
    private volatile CheckResult next = CheckResult.pass();

    @AfterEach
    void stop() {
        events.close();
        checks.close();
    }

    @Test
    void eachChangeOfStateIsLoggedOnceHoweverOftenTheCheckRuns() {
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> next);
        run(CheckResult.pass());
        run(CheckResult.fail("away"));
        run(CheckResult.fail("still away"));
        run(CheckResult.degraded("slow"));
        run(CheckResult.pass());
        run(CheckResult.pass());

        assertThat(events.await(3))
                .containsExactly(
                        "WARN Self-check store is FAIL: away",
                        "WARN Self-check store is DEGRADED: slow",
                        "INFO Self-check store passes again");
        assertThat(events.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("check=store", "status=FAIL", "was=PASS", "criticality=CRITICAL", "reason=away");
    }

    @Test
    void aHungCheckIsLoggedWithTheStackOfItsThread() {
        CountDownLatch release = new CountDownLatch(1);
        checks.add(HealthCheck.named("stuck").timeout(Duration.ofMillis(50)).of(() -> {
            release.await();
            return CheckResult.pass();
        }));

        checks.verdict();
        Await.until("the event", () -> !events.list.isEmpty());
        release.countDown();

        ILoggingEvent event = events.list.get(0);
        assertThat(event.getLevel()).isEqualTo(Level.WARN);
        assertThat(event.getFormattedMessage())
                .matches("Self-check stuck is FAIL: hung since \\S+ at \\S+CountDownLatch.await\\(.*\\), called by "
                        + StateChangesTest.class.getName() + ".*: no answer within 50ms");
        assertThat(event.getThrowableProxy().getStackTraceElementProxyArray())
                .anySatisfy(frame -> assertThat(frame.toString()).contains("CountDownLatch.await"));
    }

    @Test
    void aGaugePerCheckShowsItsState() {
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> next);
        assertThat(gauge()).isNaN();
        run(CheckResult.pass());
        assertThat(gauge()).isEqualTo(1);
        run(CheckResult.degraded("slow"));
        assertThat(gauge()).isEqualTo(0.5);
        run(CheckResult.fail("away"));
        assertThat(gauge()).isZero();
    }

    @Test
    void everyRunIsTimedAndReadingTheMetricsRunsNothing() {
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> next);
        assertThat(timed()).isZero();
        run(CheckResult.pass());
        run(CheckResult.fail("away"));
        gauge();
        assertThat(timed()).isEqualTo(2);
    }

    // Else each look at a run that hangs would count as a run, with the time that it hung by then.
    @Test
    void aRunThatHangsIsTimedOnceWithTheTimeoutThatItCost() {
        CountDownLatch release = new CountDownLatch(1);
        checks.add(HealthCheck.named("stuck").timeout(Duration.ofMillis(50)).of(() -> {
            release.await();
            return CheckResult.pass();
        }));
        for (int i = 0; i < 7; i++) {
            checks.verdict();
            time.advance(Duration.ofMinutes(1));
        }
        release.countDown();

        io.micrometer.core.instrument.Timer timer =
                registry.get("self.check.duration").tag("check", "stuck").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.max(java.util.concurrent.TimeUnit.MILLISECONDS)).isEqualTo(50);
        CheckHistory history = checks.history("stuck").orElseThrow();
        assertThat(history.runs())
                .extracting(CheckRun::again)
                .containsExactly(false, true, true, true, true, true, true);
        assertThat(history.runs()).extracting(CheckRun::took).containsOnly(Duration.ofMillis(50));
        assertThat(history.percentile(0.5)).isEqualTo(Duration.ofMillis(50));
    }

    private long timed() {
        return registry.get("self.check.duration").tag("check", "store").timer().count();
    }

    @Test
    void aListenerIsCalledOncePerChangeInOrder() {
        List<StateChange> heard = new CopyOnWriteArrayList<>();
        checks.onChange(heard::add);
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> next);
        run(CheckResult.pass());
        run(CheckResult.fail("password=swordfish refused"));
        run(CheckResult.fail("still away"));
        run(CheckResult.pass());

        Await.until("both changes", () -> heard.size() >= 2);
        assertThat(heard)
                .extracting(StateChange::check, StateChange::from, StateChange::to, StateChange::reason)
                .containsExactly(
                        tuple("store", CheckResult.Status.PASS, CheckResult.Status.FAIL, "password=••• refused"),
                        tuple("store", CheckResult.Status.FAIL, CheckResult.Status.PASS, ""));
    }

    // With the listeners called on the thread of the check this was seen to hang, as the check then does.
    @Test
    void aListenerThatThrowsOrHangsHoldsUpNeitherChecksNorTheFindingOfHungOnes() {
        CountDownLatch release = new CountDownLatch(1);
        checks.onChange(change -> {
            throw new IllegalStateException("of the listener");
        });
        checks.onChange(change -> awaitQuietly(release));
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> next);
        checks.add(HealthCheck.named("stuck").timeout(Duration.ofMillis(50)).of(() -> {
            release.await();
            return CheckResult.pass();
        }));
        try {
            run(CheckResult.fail("away"));
            run(CheckResult.pass());

            assertThat(checks.verdict().failing()).containsExactly("stuck");
            Await.until("it is told", () -> events.list.stream()
                    .anyMatch(event -> event.getMessage().equals("A listener of self-checks failed.")));
        } finally {
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private double gauge() {
        return registry.get("self.check")
                .tag("check", "store")
                .tag("criticality", "critical")
                .tag("probe", "ready")
                .gauge()
                .value();
    }

    private void run(CheckResult result) {
        time.advance(CheckDefinition.CACHE);
        next = result;
        checks.verdict();
        Await.until("the run ends", () -> !checks.busy("store"));
    }
}
