package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import dev.operable.core.ServiceIdentity;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an event in the thread that logs it, so that mutable values are seen as they were, and hands the line to the
 * queue.
 */
final class QueueAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final String NAME = "OPERABLE";
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(2);

    private final LineQueue queue;
    private final Thread flushAtExit = new Thread(this::processEnds, "ops-log-flush");
    private volatile Encoder<ILoggingEvent> encoder;

    private QueueAppender(Context context, OutputStream out, Encoder<ILoggingEvent> encoder) {
        setContext(context);
        setName(NAME);
        this.encoder = encoder;
        this.queue = new LineQueue(out, this::announcement);
    }

    static QueueAppender started(LoggerContext context, LogFormat format) {
        return started(context, StandardOutput.stream(), encoder(context, format, null));
    }

    static QueueAppender started(LoggerContext context, OutputStream out, Encoder<ILoggingEvent> encoder) {
        QueueAppender appender = new QueueAppender(context, out, encoder);
        appender.start();
        return appender;
    }

    static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format, @Nullable ServiceIdentity identity) {
        boolean text = format == LogFormat.TEXT || (format == LogFormat.AUTO && StandardOutput.isTerminal());
        return text ? new TextEncoder() : JsonEncoder.create(context, identity);
    }

    void encodeWith(Encoder<ILoggingEvent> other) {
        encoder = other;
    }

    long dropped() {
        return queue.dropped();
    }

    boolean flush() throws InterruptedException {
        return queue.flush(FLUSH_LIMIT);
    }

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        queue.start();
        try {
            // Also when the process ends without Logging.close, say with a wrong configuration.
            Runtime.getRuntime().addShutdownHook(flushAtExit);
        } catch (IllegalStateException alreadyExiting) {
            addInfo("The process is exiting: this log is not flushed at the end.", alreadyExiting);
        }
        super.start();
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        flushQuietly();
        queue.stop();
        try {
            Runtime.getRuntime().removeShutdownHook(flushAtExit);
        } catch (IllegalStateException alreadyExiting) {
            addInfo("The process is exiting: its last flush is running.", alreadyExiting);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (queue.isFull()) {
            queue.drop();
            return;
        }
        byte[] line = encoder.encode(event);
        if (line.length == 0) {
            queue.drop();
        } else {
            queue.offer(line);
        }
    }

    /** Other shutdown hooks, the stop of the service among them, log after this one has begun. */
    private void processEnds() {
        queue.ending(FLUSH_LIMIT);
        flushQuietly();
    }

    private void flushQuietly() {
        try {
            queue.flush(FLUSH_LIMIT);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] announcement(long events) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext((LoggerContext) getContext());
        event.setLoggerName(Logging.class.getName());
        event.setThreadName(Thread.currentThread().getName());
        event.setLevel(Level.WARN);
        event.setInstant(java.time.Instant.now());
        event.setMessage("Dropped " + events + " log events: the output did not take them.");
        event.addKeyValuePair(new org.slf4j.event.KeyValuePair("dropped", events));
        return encoder.encode(event);
    }
}
