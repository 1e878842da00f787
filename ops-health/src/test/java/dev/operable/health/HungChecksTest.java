package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HungChecksTest {
    private final ManualTime time = new ManualTime();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicBoolean hang = new AtomicBoolean();
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time);

    @AfterEach
    void close() {
        release.countDown();
        checks.close();
    }

    // Seen to fail with a hung run that counts once: it never runs again, and so would never be down.
    @Test
    void aRunThatHangsOnCountsAsOftenAsTheCheckWouldHaveRun() {
        checks.add(HealthCheck.named("x")
                .failuresUntilDown(3)
                .timeout(Duration.ofMillis(50))
                .of(this::maybeHang));
        assertThat(status()).isEqualTo(CheckResult.Status.PASS);
        Await.until("the end of the run", () -> !checks.busy("x"));
        hang.set(true);

        time.advance(CheckDefinition.CACHE);
        assertThat(status()).as("first failure").isEqualTo(CheckResult.Status.PASS);
        assertThat(status()).as("the same, cached").isEqualTo(CheckResult.Status.PASS);
        time.advance(CheckDefinition.CACHE);
        assertThat(status()).as("second").isEqualTo(CheckResult.Status.PASS);
        time.advance(CheckDefinition.CACHE);
        assertThat(status()).as("third").isEqualTo(CheckResult.Status.FAIL);
        assertThat(checks.history("x").orElseThrow().runs())
                .extracting(CheckRun::hung)
                .containsExactly(false, true, true, true);
    }

    // Seen to fail with the stack of the first failure only, which none is told of.
    @Test
    void aCheckThatIsDownOnlyAfterSomeFailuresIsLoggedWithTheStackOfItsThread() {
        try (Events events = new Events()) {
            checks.add(HealthCheck.named("x")
                    .failuresUntilDown(2)
                    .timeout(Duration.ofMillis(50))
                    .of(this::maybeHang));
            assertThat(status()).isEqualTo(CheckResult.Status.PASS);
            hang.set(true);
            Await.until("the end of the run", () -> !checks.busy("x"));
            time.advance(CheckDefinition.CACHE);
            assertThat(status()).as("first failure").isEqualTo(CheckResult.Status.PASS);
            time.advance(CheckDefinition.CACHE);
            assertThat(status()).as("second").isEqualTo(CheckResult.Status.FAIL);
            events.await(1);

            assertThat(events.list.get(0).getThrowableProxy().getStackTraceElementProxyArray())
                    .anySatisfy(frame -> assertThat(frame.getSTEAsString()).contains("HungChecksTest.maybeHang"));
        }
    }

    // Seen to fail when a run counted as such until its thread had ended: the next caller got the old result.
    @Test
    void aRunThatHasJustEndedIsNeitherTakenForAHungOneNorForTheNext() {
        AtomicInteger runs = new AtomicInteger();
        checks.add(HealthCheck.named("x").cache(Duration.ZERO).of(() -> {
            runs.incrementAndGet();
            return CheckResult.pass();
        }));
        checks.ready(true);

        for (int i = 1; i <= 2_000; i++) {
            assertThat(checks.answer("/self-check", null).status()).isEqualTo(200);
            assertThat(runs).hasValue(i);
        }
        assertThat(checks.history("x").orElseThrow().runs()).noneMatch(CheckRun::hung);
    }

    @Test
    void whereACheckHangsIsToldByTheMethodThatWaitsAndByItsCaller() {
        StackTraceElement[] stack = {
            new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", -2),
            new StackTraceElement("java.util.concurrent.locks.LockSupport", "park", "LockSupport.java", 211),
            new StackTraceElement("java.util.concurrent.FutureTask", "get", "FutureTask.java", 190),
            new StackTraceElement("com.acme.Store", "count", "Store.java", 17),
            new StackTraceElement(CheckAttempt.class.getName(), "run", "CheckAttempt.java", 60)
        };

        assertThat(Hung.at(stack))
                .isEqualTo(" at java.util.concurrent.FutureTask.get(FutureTask.java:190),"
                        + " called by com.acme.Store.count(Store.java:17)");
        assertThat(Hung.at(stack[3], stack[4])).isEqualTo(" at com.acme.Store.count(Store.java:17)");
        assertThat(Hung.at(stack[0])).startsWith(" at jdk.internal.misc.Unsafe.park");
        assertThat(Hung.at()).isEmpty();
    }

    @Test
    void checksRunOnVirtualThreadsWhereThoseAreHarmless() throws Exception {
        Thread[] ran = new Thread[1];
        checks.register("x", Criticality.CRITICAL, Probe.READY, () -> {
            ran[0] = Thread.currentThread();
            return CheckResult.pass();
        });
        checks.verdict();

        boolean expected = Runtime.version().feature() >= 24;
        List<String> words = List.of(ran[0].toString().split("\\[", 2));
        assertThat(words.get(0)).isEqualTo(expected ? "VirtualThread" : "Thread");
        assertThat(ran[0].isDaemon()).isTrue();
        assertThat(ran[0].getName()).isEqualTo("ops-check-x");
    }

    private CheckResult maybeHang() throws InterruptedException {
        if (hang.get()) {
            release.await();
        }
        return CheckResult.pass();
    }

    private CheckResult.Status status() {
        return checks.verdict().checks().get(0).status();
    }
}
