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
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** Reports log events of level ERROR, with or without a throwable. */
final class SentryAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** MDC entries to search errors by. The others are shown, but not indexed. */
    private static final List<String> TAGS = List.of("request_id", "trace_id");

    SentryAppender(Context context) {
        setContext(context);
        setName("OPERABLE-SENTRY");
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            Sentry.captureEvent(sentryEvent(event));
        }
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
        }
        sentry.setExtra("thread", event.getThreadName());
        Map<String, String> mdc = event.getMDCPropertyMap();
        mdc.forEach((name, value) -> {
            if (TAGS.contains(name)) {
                sentry.setTag(name, value);
            } else {
                sentry.setExtra(name, value);
            }
        });
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            // As text: Sentry would serialise an object by its getters.
            pairs.forEach(pair -> sentry.setExtra(String.valueOf(pair.key), String.valueOf(pair.value)));
        }
        return sentry;
    }
}
