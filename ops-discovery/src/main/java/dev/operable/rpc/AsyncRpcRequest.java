package dev.operable.rpc;

import dev.operable.core.http.RequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Sends a request without waiting: each method returns a future and never blocks. The call runs in the context of the request that
 * it is made for. A call that fails completes its future with the {@link RpcException}, and what the supplier of a header throws
 * completes it as well, so that these methods themselves throw nothing. Cancelling the future ends the call and
 * frees its connection; cancelling one that was made of it, by {@code thenApply} for instance, does not.
 *
 * <p>The deadline counts from here on. Stages without an executor run on the thread of the call; give those that take time one of
 * their own. At most 1000 calls of a process run in this way at once, and further ones fail as {@code REJECTED}. Fewer are sent at
 * once to a service: one instance is given 20 at first, and 100 more wait ({@code attemptsAtOnce}, {@code queue}).
 */
public final class AsyncRpcRequest {
    private final RpcRequest request;

    AsyncRpcRequest(RpcRequest request) {
        this.request = request;
    }

    /** As {@link RpcRequest#send}. */
    public CompletableFuture<RpcResponse> send() {
        return start(false, Sending::send);
    }

    /** As {@link RpcRequest#exchange}. */
    public CompletableFuture<RpcResponse> exchange() {
        return start(false, Sending::exchange);
    }

    /** As {@link RpcRequest#as(Class)}. */
    public <T> CompletableFuture<T> as(Class<T> type) {
        return start(false, sent -> sent.as(type));
    }

    /** As {@link RpcRequest#as(JsonType)}. */
    public <T> CompletableFuture<T> as(JsonType<T> type) {
        return start(false, sent -> sent.as(type));
    }

    /** As {@link RpcRequest#asOptional(Class)}. */
    public <T> CompletableFuture<Optional<T>> asOptional(Class<T> type) {
        return start(false, sent -> sent.asOptional(type));
    }

    /** As {@link RpcRequest#asOptional(JsonType)}. */
    public <T> CompletableFuture<Optional<T>> asOptional(JsonType<T> type) {
        return start(false, sent -> sent.asOptional(type));
    }

    /** As {@link RpcRequest#stream}. Who cancels the future while it completes may be given the stream still; it is closed then. */
    public CompletableFuture<RpcStream> stream() {
        return start(true, Sending::stream);
    }

    <T> CompletableFuture<T> start(boolean streamed, Function<Sending, T> how) {
        CallFuture<T> future = new CallFuture<>();
        Sending sent;
        try {
            sent = request.sending(streamed);
        } catch (RuntimeException | Error failed) {
            // Such as what the supplier of a header throws: who deals with a future's failure deals with this one, too.
            future.completeExceptionally(failed);
            return future;
        }
        try {
            request.client().threads().execute(RequestContext.wrap(() -> run(sent, how, future)));
        } catch (RejectedExecutionException full) {
            // It ends at once then, without waiting for anything.
            sent.call().findsNoThread();
            run(sent, how, future);
        }
        return future;
    }

    private static <T> void run(Sending sent, Function<Sending, T> how, CallFuture<T> future) {
        if (future.isDone()) {
            return;
        }
        future.begins();
        T result;
        try {
            if (future.isDone()) {
                return; // cancelled before there was a thread to interrupt
            }
            result = how.apply(sent);
        } catch (RuntimeException | Error failed) {
            future.ends();
            future.completeExceptionally(failed);
            return;
        } finally {
            future.ends();
        }
        if (!future.complete(result) && result instanceof RpcStream unwanted) {
            unwanted.close();
        }
    }
}
