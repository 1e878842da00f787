package dev.operable.core.errors;

import dev.operable.core.Redaction;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import io.sentry.protocol.Request;
import io.sentry.protocol.SentryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The redaction of the log, for what leaves the process: messages, exceptions, tags, extras and the path of the request.
 * Sentry drops an event on which this fails.
 */
final class SentryRedaction implements SentryOptions.BeforeSendCallback {
    private final Redaction redaction;
    private final Allowance allowance;

    SentryRedaction(Redaction redaction, Allowance allowance) {
        this.redaction = redaction;
        this.allowance = allowance;
    }

    @Override
    public @Nullable SentryEvent execute(SentryEvent event, Hint hint) {
        // Here and not earlier, for by now repetitions of one throwable are gone.
        if (!allowance.take()) {
            return null;
        }
        Message message = event.getMessage();
        if (message != null) {
            message.setMessage(text(message.getMessage()));
            message.setFormatted(text(message.getFormatted()));
        }
        List<SentryException> exceptions = event.getExceptions();
        if (exceptions != null) {
            exceptions.forEach(exception -> exception.setValue(text(exception.getValue())));
        }
        Request request = event.getRequest();
        if (request != null) {
            request.setUrl(text(request.getUrl()));
        }
        Map<String, String> tags = event.getTags();
        if (tags != null) {
            Map<String, String> shown = new LinkedHashMap<>();
            tags.forEach((name, value) -> shown.put(name, redaction.value(name, value)));
            event.setTags(shown);
        }
        Map<String, Object> extras = event.getExtras();
        if (extras != null) {
            Map<String, Object> shown = new LinkedHashMap<>();
            extras.forEach((name, value) -> shown.put(name, redaction.value(name, String.valueOf(value))));
            event.setExtras(shown);
        }
        return event;
    }

    private @Nullable String text(@Nullable String text) {
        return text == null ? null : redaction.text(text);
    }
}
