package dev.operable.spring;

import dev.operable.core.http.RequestContext;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/** Lets Micrometer's context propagation carry the context of a request, with the MDC, from a pipeline to its threads. */
final class ContextOverThreads implements ThreadLocalAccessor<RequestContext> {
    @Override
    public Object key() {
        return RequestContext.class;
    }

    @Override
    public @Nullable RequestContext getValue() {
        return RequestContext.current().orElse(null);
    }

    @Override
    public void setValue(RequestContext context) {
        RequestContext.set(context);
    }

    @Override
    public void setValue() {
        RequestContext.set(null);
    }
}
