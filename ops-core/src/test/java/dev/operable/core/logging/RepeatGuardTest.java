package dev.operable.core.logging;

import static dev.operable.core.logging.Events.caused;
import static dev.operable.core.logging.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RepeatGuardTest {
    private final ManualTimer time = new ManualTimer();
    private final List<ILoggingEvent> folded = new ArrayList<>();
    private final RepeatGuard guard = new RepeatGuard(new RepeatLimit(3), time::nanoTime, time, folded::add);

    @Test
    void foldsWhatIsTooManyIntoOneEventWhenTheSecondEnds() {
        assertThat(through(100, "down", new IllegalStateException("no"))).isEqualTo(3);
        assertThat(folded).isEmpty();
        assertThat(time.waiting()).isEqualTo(1);

        time.pass(Duration.ofSeconds(1));

        assertThat(folded).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).isEqualTo("down");
            assertThat(event.getLoggerName()).isEqualTo("com.acme.Shop");
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getKeyValuePairs())
                    .extracting(pair -> pair.key + "=" + pair.value)
                    .containsExactly("repeats=97", "repeated_error=java.lang.IllegalStateException");
        });
        assertThat(through(100, "down", new IllegalStateException("no"))).isEqualTo(3);
    }

    @Test
    void tellsTheSameFromOthersByLoggerLevelTemplateAndError() {
        through(100, "down", null);

        assertThat(through(1, "up", null)).isEqualTo(1);
        assertThat(through(1, "down", new IllegalStateException())).isEqualTo(1);
        LoggingEvent elsewhere = event("down");
        elsewhere.setLoggerName("com.acme.Other");
        assertThat(guard.folds(elsewhere)).isFalse();
        assertThat(guard.folds(event(Level.ERROR, "down", Map.of()))).isFalse();
    }

    @Test
    void goesByTheMessageBeforeItsPlaceholdersAreFilledIn() {
        int through = 0;
        for (int i = 0; i < 10; i++) {
            LoggingEvent event = event("Order {} failed");
            event.setArgumentArray(new Object[] {i});
            through += guard.folds(event) ? 0 : 1;
        }

        time.pass(Duration.ofSeconds(1));

        assertThat(through).isEqualTo(3);
        assertThat(folded)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("Order 3 failed");
    }

    @Test
    void needsNoTimerWhileNothingRepeats() {
        through(3, "down", null);
        time.pass(Duration.ofSeconds(1));
        through(3, "down", null);

        assertThat(time.waiting()).isZero();
        assertThat(folded).isEmpty();
    }

    // Without the bound the map grows with each message that was put together in code.
    @Test
    void letsThroughWhatItCannotRemember() {
        for (int i = 0; i < 1_000; i++) {
            through(1, "message " + i, null);
        }

        assertThat(through(10, "one more", null)).isEqualTo(10);
        assertThat(through(10, "message 7", null)).isEqualTo(2);
    }

    @Test
    void tellsAtTheEndOfTheLogWhatIsFoldedSoFar() {
        through(5, "down", null);

        guard.flush();
        time.pass(Duration.ofSeconds(1));

        assertThat(folded).hasSize(1);
    }

    // With a plain counter this loses some.
    @Test
    void losesNoneWhenManyThreadsRepeat() throws Exception {
        AtomicInteger through = new AtomicInteger();
        AtomicInteger repeats = new AtomicInteger();
        RepeatGuard shared = new RepeatGuard(
                new RepeatLimit(3),
                System::nanoTime,
                LogTimer.daemon(),
                event -> repeats.addAndGet((Integer) event.getKeyValuePairs().get(0).value));
        CountDownLatch done = new CountDownLatch(8);
        for (int thread = 0; thread < 8; thread++) {
            new Thread(() -> {
                        for (int i = 0; i < 200_000; i++) {
                            if (!shared.folds(event("down"))) {
                                through.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        shared.flush();

        assertThat(through.get()).isGreaterThanOrEqualTo(3);
        assertThat(repeats.get() + through.get()).isEqualTo(1_600_000);
    }

    private int through(int times, String message, @Nullable Throwable error) {
        int through = 0;
        for (int i = 0; i < times; i++) {
            LoggingEvent event = event(message);
            through += guard.folds(error == null ? event : caused(event, error)) ? 0 : 1;
        }
        return through;
    }
}
