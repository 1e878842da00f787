package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThreadsTest {
    /** Without the report nobody hears of it: a scheduled task keeps its failure in its future. */
    @Test
    void whatATimersTaskThrowsIsLogged() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(EmbeddedAgent.class);
        CompletableFuture<ILoggingEvent> logged = new CompletableFuture<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.complete(event);
            }
        };
        appender.start();
        logger.addAppender(appender);
        ScheduledThreadPoolExecutor timer = Threads.timer("ops-devkit-test");
        try {
            ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                    () -> {
                        throw new IllegalStateException("broken");
                    },
                    0,
                    1,
                    TimeUnit.MILLISECONDS);
            ILoggingEvent event = logged.get(20, TimeUnit.SECONDS);
            assertThat(event.getFormattedMessage()).isEqualTo("A task of the devkit failed; it is not run again.");
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo("broken");
        } finally {
            timer.shutdownNow();
            logger.detachAppender(appender);
        }
    }
}
