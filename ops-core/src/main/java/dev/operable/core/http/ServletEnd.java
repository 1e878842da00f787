package dev.operable.core.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends a call when its answer is complete: when the filter is left, or later. */
final class ServletEnd implements AsyncListener {
    private final IncomingCall call;
    private final ServletExchange exchange;
    private final HttpServletResponse response;
    private final Supplier<String> route;
    private volatile @Nullable Throwable error;

    ServletEnd(IncomingCall call, ServletExchange exchange, HttpServletResponse response, Supplier<String> route) {
        this.call = call;
        this.exchange = exchange;
        this.response = response;
        this.route = route;
    }

    /** In the call's context. */
    void now(@Nullable Throwable thrown) {
        // What is thrown becomes a status only further out.
        int status = thrown == null || response.isCommitted() ? response.getStatus() : 500;
        call.end(route, status, exchange.sent(), thrown, true);
    }

    /** Whether the end will come; not when it has come already. */
    boolean follows(AsyncContext async) {
        try {
            async.addListener(this);
            return true;
        } catch (IllegalStateException complete) {
            return false;
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        Scope scope = Scope.open(call.context());
        try {
            // Its time tells nothing of the load: events may be sent for hours.
            call.end(route, response.getStatus(), exchange.sent(), error, false);
        } finally {
            scope.leave();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        error = event.getThrowable();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The container answers; onComplete follows.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Starting again forgets who listens.
        event.getAsyncContext().addListener(this);
    }
}
