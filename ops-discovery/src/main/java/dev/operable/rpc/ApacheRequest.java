package dev.operable.rpc;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** A request whose path goes out exactly as given, and which any thread can cancel. */
final class ApacheRequest extends BasicClassicHttpRequest implements CancellableDependency {
    private static final long serialVersionUID = 1L;
    private static final Cancellable CANCELLED = () -> true;

    private final transient AtomicReference<@Nullable Cancellable> running = new AtomicReference<>();

    private transient volatile boolean leased;

    ApacheRequest(String method, HttpHost host, String path) {
        super(method, host, path);
    }

    @Override
    public void setDependency(Cancellable dependency) {
        // First what waits for a connection of the pool, then what uses it.
        leased = !(dependency instanceof LeaseRequest);
        Cancellable before = running.getAndUpdate(now -> now == CANCELLED ? now : dependency);
        if (before == CANCELLED) {
            dependency.cancel();
        }
    }

    /** Whether the pool gave it a connection; until then nothing was sent. */
    boolean leased() {
        return leased;
    }

    @Override
    public boolean isCancelled() {
        return running.get() == CANCELLED;
    }

    @Override
    public boolean cancel() {
        Cancellable before = running.getAndSet(CANCELLED);
        return before != null && before != CANCELLED && before.cancel();
    }
}
