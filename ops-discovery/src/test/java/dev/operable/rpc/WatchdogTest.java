package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchdogTest {
    @Test
    void goesOnEndingAttemptsAfterAnError() throws InterruptedException {
        Time time = Time.system();
        try (Watchdog watchdog = new Watchdog(time, () -> {})) {
            long now = time.nanos();
            watchdog.guard(now + TimeUnit.MILLISECONDS.toNanos(200)).onCancel(() -> {
                throw new NoClassDefFoundError("of the test");
            });
            CountDownLatch ended = new CountDownLatch(1);
            watchdog.guard(now + TimeUnit.MILLISECONDS.toNanos(400)).onCancel(ended::countDown);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void tellsOfAFaultThatStaysOnceAndOfItsEnd() throws InterruptedException {
        CountDownLatch faults = new CountDownLatch(5);
        CountDownLatch well = new CountDownLatch(2);
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        // It tidies at each look, since a second has passed whenever it asks.
        try (Watchdog watchdog = new Watchdog(new HastyTime(), () -> {
            if (faults.getCount() > 0) {
                faults.countDown();
                throw new IllegalStateException("of the test");
            }
            well.countDown();
        })) {
            watchdog.guard(Long.MAX_VALUE / 2);

            assertThat(well.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(List.copyOf(logged.list))
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getMessage)
                .containsExactly(
                        tuple(Level.ERROR, "Looking after the running calls failed; it goes on."),
                        tuple(Level.INFO, "Looking after the running calls works again."));
    }

    private static final class HastyTime implements Time {
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanos() {
            return now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        @Override
        public void pause(long nanos) {
            now.addAndGet(nanos);
        }
    }
}
