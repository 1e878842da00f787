package dev.operable.core.errors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.util.Date;

/** Reports log events of level ERROR, with or without a throwable. */
final class SentryAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final Reported reported;

    SentryAppender(Context context, Reported reported) {
        this.reported = reported;
        setContext(context);
        setName("OPERABLE-SENTRY");
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR) && isNew(event)) {
            Sentry.captureEvent(sentryEvent(event));
        }
    }

    private boolean isNew(ILoggingEvent event) {
        return !(event.getThrowableProxy() instanceof ThrowableProxy proxy) || reported.add(proxy.getThrowable());
    }

    private static SentryEvent sentryEvent(ILoggingEvent event) {
        SentryEvent sentry = new SentryEvent(Date.from(event.getInstant()));
        sentry.setLevel(SentryLevel.ERROR);
        sentry.setLogger(event.getLoggerName());
        Message message = new Message();
        // The message with its placeholders is what Sentry groups by.
        message.setMessage(event.getMessage());
        message.setFormatted(event.getFormattedMessage());
        sentry.setMessage(message);
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            sentry.setThrowable(proxy.getThrowable());
            ErrorContext.details(sentry, proxy.getThrowable());
        }
        sentry.setExtra("thread", event.getThreadName());
        ErrorContext.mdc(sentry, event.getMDCPropertyMap());
        ErrorContext.pairs(sentry, event.getKeyValuePairs());
        return sentry;
    }
}
