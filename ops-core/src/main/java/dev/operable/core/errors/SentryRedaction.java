package dev.operable.core.errors;

import dev.operable.core.Redaction;
import io.sentry.Breadcrumb;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.SpanContext;
import io.sentry.protocol.Message;
import io.sentry.protocol.Request;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryThread;
import io.sentry.protocol.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The redaction of the log, for what leaves the process: every text of an event that an application can have put there.
 * Sentry drops an event on which this fails.
 */
final class SentryRedaction implements SentryOptions.BeforeSendCallback {
    /** Values inside of values, of data that somebody attached to a breadcrumb or a request. */
    private static final int MAX_DEPTH = 8;
    /** Of a text; Sentry refuses events of a megabyte. */
    private static final int MAX_LENGTH = 16_384;

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
        message(event.getMessage());
        exceptions(event.getExceptions());
        request(event.getRequest());
        threads(event.getThreads());
        breadcrumbs(event.getBreadcrumbs());
        event.setTransaction(text(event.getTransaction()));
        event.setLogger(text(event.getLogger()));
        event.setTags(texts(event.getTags()));
        event.setExtras(values(event.getExtras()));
        if (event.getFingerprints() != null) {
            event.setFingerprints(all(event.getFingerprints()));
        }
        SpanContext trace = event.getContexts().getTrace();
        if (trace != null) {
            // Sentry adds the name of the thread.
            trace.getData().replaceAll((name, value) -> value(name, value, 0));
            trace.setDescription(text(trace.getDescription()));
        }
        event.getContexts().entrySet().forEach(context -> {
            if (!isSentrys(context.getValue())) {
                event.getContexts().put(context.getKey(), value(context.getKey(), context.getValue(), 0));
            }
        });
        user(event.getUser());
        return event;
    }

    /** What Sentry tells of the system; anything else somebody gave to a scope. */
    private static boolean isSentrys(@Nullable Object context) {
        return context != null && context.getClass().getName().startsWith("io.sentry.");
    }

    @SuppressWarnings("deprecation") // the name is sent all the same
    private void user(@Nullable User user) {
        if (user != null) {
            user.setId(text(user.getId()));
            user.setUsername(text(user.getUsername()));
            user.setName(text(user.getName()));
            user.setEmail(text(user.getEmail()));
            user.setData(texts(user.getData()));
            user.setUnknown(values(user.getUnknown()));
        }
    }

    private void message(@Nullable Message message) {
        if (message != null) {
            message.setMessage(text(message.getMessage()));
            message.setFormatted(text(message.getFormatted()));
            if (message.getParams() != null) {
                message.setParams(all(message.getParams()));
            }
        }
    }

    private void exceptions(@Nullable List<SentryException> exceptions) {
        if (exceptions != null) {
            exceptions.forEach(exception -> exception.setValue(text(exception.getValue())));
        }
    }

    private void request(@Nullable Request request) {
        if (request != null) {
            request.setUrl(text(request.getUrl()));
            request.setQueryString(text(request.getQueryString()));
            request.setFragment(text(request.getFragment()));
            request.setHeaders(texts(request.getHeaders()));
            request.setEnvs(texts(request.getEnvs()));
            request.setOthers(texts(request.getOthers()));
            request.setCookies(request.getCookies() == null ? null : Redaction.MASK);
            request.setData(request.getData() == null ? null : value("data", request.getData(), 0));
        }
    }

    private void threads(@Nullable List<SentryThread> threads) {
        if (threads != null) {
            threads.forEach(thread -> thread.setName(text(thread.getName())));
        }
    }

    private void breadcrumbs(@Nullable List<Breadcrumb> breadcrumbs) {
        if (breadcrumbs != null) {
            breadcrumbs.forEach(breadcrumb -> {
                breadcrumb.setMessage(text(breadcrumb.getMessage()));
                breadcrumb.setCategory(text(breadcrumb.getCategory()));
                Map<String, Object> data = breadcrumb.getData();
                data.replaceAll((name, value) -> value(name, value, 0));
            });
        }
    }

    private @Nullable Map<String, String> texts(@Nullable Map<String, String> texts) {
        if (texts == null) {
            return null;
        }
        Map<String, String> shown = new LinkedHashMap<>();
        texts.forEach((name, value) -> shown.put(name, redaction.value(name, bounded(String.valueOf(value)))));
        return shown;
    }

    private @Nullable Map<String, Object> values(@Nullable Map<String, Object> values) {
        if (values == null) {
            return null;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(name, value(name, value, 0)));
        return shown;
    }

    /** As text, unless it is a map or a list: Sentry would serialise an object by its getters. */
    private Object value(String name, @Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map && depth < MAX_DEPTH && !redaction.hides(name)) {
            Map<String, Object> shown = new LinkedHashMap<>();
            map.forEach((key, inner) -> shown.put(String.valueOf(key), value(String.valueOf(key), inner, depth + 1)));
            return shown;
        }
        if (value instanceof Iterable<?> list && depth < MAX_DEPTH && !redaction.hides(name)) {
            List<Object> shown = new ArrayList<>();
            list.forEach(inner -> shown.add(value(name, inner, depth + 1)));
            return shown;
        }
        return redaction.value(name, bounded(String.valueOf(value)));
    }

    private List<String> all(List<String> texts) {
        return texts.stream().map(text -> redaction.text(bounded(text))).toList();
    }

    private @Nullable String text(@Nullable String text) {
        return text == null ? null : redaction.text(bounded(text));
    }

    private static String bounded(String text) {
        return text.length() <= MAX_LENGTH
                ? text
                : text.substring(0, MAX_LENGTH) + "... (" + (text.length() - MAX_LENGTH) + " more characters)";
    }
}
