package dev.operable.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.core.lifecycle.StopTimeline.Entry;
import dev.operable.core.lifecycle.StopTimeline.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class StopConductorTest {
    private static final StopSettings QUICK = new StopSettings(Duration.ZERO, Duration.ofMillis(200));

    private final List<String> ran = new ArrayList<>();

    @Test
    void runsPhasesInOrderAndWithinAPhaseTheLastRegisteredFirst() {
        StopConductor stop = new StopConductor(QUICK);
        for (StopPhase phase : List.of(StopPhase.FLUSH, StopPhase.DRAIN, StopPhase.UNREADY, StopPhase.DEREGISTER)) {
            stop.on(phase, "first", () -> ran.add(phase + " first"));
            stop.on(phase, "second", () -> ran.add(phase + " second"));
        }

        StopTimeline timeline = stop.stop();

        assertThat(ran)
                .containsExactly(
                        "UNREADY second",
                        "UNREADY first",
                        "DEREGISTER second",
                        "DEREGISTER first",
                        "DRAIN second",
                        "DRAIN first",
                        "FLUSH second",
                        "FLUSH first");
        assertThat(timeline.clean()).isTrue();
        assertThat(timeline.entries()).hasSize(8);
    }

    @Test
    void notesAStepThatThrowsAndGoesOn() {
        StopConductor stop = new StopConductor(QUICK);
        stop.on(StopPhase.DRAIN, "good", () -> ran.add("good"));
        stop.on(StopPhase.DRAIN, "bad", () -> {
            throw new AssertionError("broken");
        });

        StopTimeline timeline = stop.stop();

        assertThat(ran).containsExactly("good");
        assertThat(timeline.clean()).isFalse();
        assertThat(timeline.entries()).extracting(Entry::outcome).containsExactly(Outcome.FAILED, Outcome.DONE);
        assertThat(timeline.entries().get(0).problem()).isEqualTo("java.lang.AssertionError: broken");
    }

    // Without the limit this test does not end.
    @Test
    void interruptsAStepThatHangsAndLeavesTheNextItsShare() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        StopConductor stop = new StopConductor(QUICK);
        stop.on(StopPhase.DRAIN, "good", () -> ran.add("good"));
        stop.on(StopPhase.DRAIN, "hangs", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });

        StopTimeline timeline = stop.stop();

        assertThat(ran).containsExactly("good");
        assertThat(timeline.entries()).extracting(Entry::outcome).containsExactly(Outcome.TIMED_OUT, Outcome.DONE);
        assertThat(timeline.entries().get(0).took()).isBetween(Duration.ofMillis(90), Duration.ofSeconds(20));
        assertThat(timeline.entries().get(0).problem())
                .matches("not done after \\d+ ms, is in .*StopConductorTest.*\\(StopConductorTest.java:\\d+\\)");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForAStepThatIgnoresItsInterrupt() {
        AtomicBoolean done = new AtomicBoolean();
        StopConductor stop = new StopConductor(QUICK);
        stop.on(StopPhase.DRAIN, "deaf", () -> {
            while (!done.get()) {
                Thread.onSpinWait();
            }
        });

        assertThat(stop.stop().entries()).extracting(Entry::outcome).containsExactly(Outcome.TIMED_OUT);
        done.set(true);
    }

    @Test
    void cutsTheDrainShortToKeepTheTotal() {
        StopSettings settings = new StopSettings(Duration.ZERO, Duration.ofSeconds(50), Duration.ofSeconds(7));
        StopConductor stop = new StopConductor(settings);
        stop.on(StopPhase.DRAIN, "hangs", () -> new CountDownLatch(1).await());
        stop.on(StopPhase.FLUSH, "logs", () -> ran.add("logs"));

        StopTimeline timeline = stop.stop();

        // 3 s of the total are kept for the cancel and the flush.
        assertThat(timeline.entries().get(0).took()).isLessThan(Duration.ofSeconds(12));
        assertThat(ran).containsExactly("logs");
    }

    @Test
    void lingersAfterDeregistering() {
        StopConductor stop = new StopConductor(new StopSettings(Duration.ofMillis(50), Duration.ZERO));
        stop.on(StopPhase.LINGER, "say goodbye", () -> ran.add("goodbye"));

        StopTimeline timeline = stop.stop();

        assertThat(timeline.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(timeline.entries()).extracting(Entry::step).containsExactly("say goodbye", "wait");
        assertThat(timeline.clean()).isTrue();
    }

    @Test
    void stopsOnceAndGivesEveryCallerTheSameTimeline() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        StopConductor stop = new StopConductor(new StopSettings(Duration.ZERO, Duration.ofSeconds(20)));
        stop.on(StopPhase.DRAIN, "slow", () -> {
            ran.add("slow");
            begun.countDown();
            goOn.await();
        });

        CompletableFuture<StopTimeline> first = CompletableFuture.supplyAsync(stop::stop);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<StopTimeline> second = CompletableFuture.supplyAsync(stop::stop);
        assertThat(second).isNotDone();
        goOn.countDown();

        assertThat(second.get(10, TimeUnit.SECONDS)).isSameAs(first.get(10, TimeUnit.SECONDS));
        assertThat(stop.stop()).isSameAs(first.get());
        assertThat(ran).containsExactly("slow");
    }

    @Test
    void takesNoStepOnceItHasBegun() {
        StopConductor stop = new StopConductor(QUICK);
        assertThat(stop.stopping()).isFalse();
        stop.stop();

        assertThat(stop.stopping()).isTrue();
        assertThatThrownBy(() -> stop.on(StopPhase.DEREGISTER, "consul", () -> ran.add("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too late for the step consul of the phase DEREGISTER");
    }

    @Test
    void logsTheTimelineAsOneEvent() {
        Logger logger = (Logger) LoggerFactory.getLogger(StopConductor.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        StopConductor stop = new StopConductor(QUICK);
        stop.on(StopPhase.DRAIN, "http", () -> {
            throw new IllegalStateException("stuck");
        });
        stop.on(StopPhase.DEREGISTER, "consul", () -> ran.add("consul"));

        stop.stop();
        logger.detachAppender(events);

        assertThat(events.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .first()
                .isEqualTo("Stopping.");
        assertThat(events.list.get(1).getKeyValuePairs().toString())
                .matches(".*DEREGISTER consul: done in \\d+ ms; \\+\\d+ ms DRAIN http: failed in \\d+ ms"
                        + " \\(java.lang.IllegalStateException: stuck\\).*");
    }

    @Test
    void endsAProcessFromItsShutdownHook() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StopProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("running");
            process.toHandle().destroy(); // SIGTERM; the process itself would close the stream too

            List<String> rest = out.lines().toList();
            assertThat(rest).anySatisfy(line -> assertThat(line).contains("DRAIN http: done"));
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void refusesNegativeTimesWithTheNameOfTheVariable() {
        assertThatThrownBy(() -> new StopSettings(Duration.ofSeconds(-1), Duration.ZERO))
                .hasMessage("OPS_STOP_LINGER is PT-1S. It is a duration, zero or longer.");
    }

    @Test
    void refusesATotalThatLeavesNoTimeToLeaveDiscovery() {
        assertThatThrownBy(() -> new StopSettings(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(3)))
                .hasMessage("OPS_STOP_TOTAL is too short: leaving discovery and ending take 7s beside OPS_STOP_LINGER."
                        + " Make it longer, or OPS_STOP_LINGER shorter.");
    }
}
