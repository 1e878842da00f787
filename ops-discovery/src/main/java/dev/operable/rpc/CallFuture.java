package dev.operable.rpc;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The result of a call on another thread. Cancelling it interrupts that thread while it runs this call, and never later. */
final class CallFuture<T> extends CompletableFuture<T> {
    private final Object lock = new Object();
    private @Nullable Thread runner; // guarded by lock

    /** Makes the call on this thread, unless it was cancelled, and has its result. */
    void run(Callable<? extends T> call) {
        T result;
        begins();
        try {
            if (isDone()) {
                return; // cancelled before there was a thread to interrupt
            }
            result = call.call();
        } catch (Exception | Error failed) {
            ends();
            completeExceptionally(failed);
            return;
        } finally {
            ends();
        }
        complete(result);
    }

    void begins() {
        synchronized (lock) {
            runner = Thread.currentThread();
        }
    }

    /** From here on the thread is another call's; its pool takes back an interrupt that came before. */
    void ends() {
        synchronized (lock) {
            runner = null;
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            synchronized (lock) {
                if (runner != null) {
                    runner.interrupt();
                }
            }
        }
        return cancelled;
    }

    /** Futures made of this one are ordinary ones: cancelling them says nothing about the call. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
