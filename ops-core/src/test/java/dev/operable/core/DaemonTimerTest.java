package dev.operable.core;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
final class DaemonTimerTest {
    private final DaemonTimer timer = new DaemonTimer("ops-test-timer");
    private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(DaemonTimer.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing(); // while it is in its own thread
            events.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        log.detachAppender(appender);
    }

    // Without afterExecute nothing of these is ever seen.
    @Test
    void whatATaskThrowsIsLoggedAsAnErrorHoweverTheTaskWasHandedOver() throws Exception {
        Runnable failing = () -> {
            throw new IllegalStateException("lost");
        };

        ScheduledFuture<?> once = timer.schedule(failing, 0, TimeUnit.MILLISECONDS);
        assertLogged();
        ScheduledFuture<?> periodic = timer.scheduleWithFixedDelay(failing, 0, 1, TimeUnit.MILLISECONDS);
        assertLogged();
        assertThat(timer.submit(failing)).isNotNull();
        assertLogged();
        timer.execute(failing);
        assertLogged();

        assertThat(once.isDone()).isTrue();
        assertThat(periodic.isDone()).isTrue();
    }

    @Test
    void whatIsDoneOrCancelledIsNot() throws Exception {
        CountDownLatch done = new CountDownLatch(3);
        ScheduledFuture<?> periodic = timer.scheduleWithFixedDelay(done::countDown, 0, 1, TimeUnit.MILLISECONDS);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        periodic.cancel(false);
        timer.submit(() -> {}).get();
        timer.shutdown();

        assertThat(timer.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(events).isEmpty();
    }

    private void assertLogged() throws InterruptedException {
        ILoggingEvent event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.getLevel()).isEqualTo(Level.ERROR);
        assertThat(event.getThreadName()).isEqualTo("ops-test-timer");
        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("lost");
    }
}
