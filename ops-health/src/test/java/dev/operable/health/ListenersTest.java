package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Whoever is told of changes may be slow, hang or fail; nobody else has to bear it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what hangs here minds no interrupt
class ListenersTest {
    private final ManualTime time = new ManualTime();
    private final CountDownLatch release = new CountDownLatch(1);
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        release.countDown();
        checks.close();
    }

    // With the event logged where the result is recorded this fails by its timeout: the first verdict never comes.
    @Test
    void aLogThatHangsHoldsUpNeitherTheCheckNorOthersNorListeners() {
        List<String> heard = new CopyOnWriteArrayList<>();
        checks.onChange(change -> heard.add(change.check() + " " + change.to()));
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.health");
        AppenderBase<ILoggingEvent> hangs = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                awaitQuietly(release);
            }
        };
        hangs.start();
        logger.addAppender(hangs);
        try {
            flipping();
            checks.register("other", Criticality.CRITICAL, Probe.READY, () -> CheckResult.fail("away"));

            for (int i = 0; i < 4; i++) {
                run();
            }

            Await.until("all changes", () -> heard.size() == 5);
            assertThat(checks.history("flips").orElseThrow().runs()).hasSize(4);
        } finally {
            logger.detachAppender(hangs);
        }
    }

    // With one thread for all listeners this fails: the last of them hears nothing.
    @Test
    void aListenerThatHangsAndOneThatThrowsLeaveTheOthersTheirOrder() {
        List<CheckResult.Status> heard = new CopyOnWriteArrayList<>();
        checks.onChange(change -> awaitQuietly(release));
        checks.onChange(change -> {
            throw new StackOverflowError("of the listener");
        });
        checks.onChange(change -> heard.add(change.to()));
        flipping();

        for (int i = 0; i < 50; i++) {
            run();
        }

        Await.until("every change", () -> heard.size() == 50);
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo(i % 2 == 0 ? CheckResult.Status.FAIL : CheckResult.Status.PASS);
        }
    }

    // With a queue without bounds this fails: nothing is missed, and nothing said.
    @Test
    void aListenerThatHangsForLongMissesChangesAndItsQueueDoesNotGrow() {
        CountDownLatch hears = new CountDownLatch(1);
        try (Events events = new Events()) {
            Teller teller = new Teller("test", news -> {
                hears.countDown();
                awaitQuietly(release);
            });
            CheckDefinition check = HealthCheck.named("x").of(CheckResult::pass);
            StateChange change =
                    new StateChange("x", CheckResult.Status.PASS, CheckResult.Status.FAIL, "", java.time.Instant.EPOCH);
            teller.tell(new StateChanges.News(check, change, null));
            Await.until("it hears", () -> hears.getCount() == 0);
            for (int i = 0; i < 1_500; i++) {
                teller.tell(new StateChanges.News(check, change, null));
            }
            release.countDown();

            assertThat(events.await(1))
                    .containsExactly("WARN A listener of self-checks is so slow that 500 changes were not told to it.");
            teller.finish();
            teller.end(System.nanoTime() + Duration.ofSeconds(20).toNanos());
        }
    }

    // With an end that does not wait for the listener this fails: it is interrupted before it has heard.
    @Test
    void whatHappenedBeforeTheEndIsTold() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Thread closes = Thread.currentThread();
        CountDownLatch closing = new CountDownLatch(1);
        checks.onChange(change -> {
            awaitQuietly(closing);
            Await.until("the end waits", () -> closes.getState() == Thread.State.TIMED_WAITING);
            heard.add(change.check());
        });
        flipping();
        run();

        closing.countDown();
        checks.close();

        assertThat(heard).containsExactly("flips");
    }

    private void flipping() {
        checks.register(
                "flips",
                Criticality.CRITICAL,
                Probe.READY,
                () -> runs.getAndIncrement() % 2 == 0 ? CheckResult.fail("away") : CheckResult.pass());
    }

    private void run() {
        time.advance(CheckDefinition.CACHE);
        checks.verdict();
        Await.until("the run ends", () -> !checks.busy("flips"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
