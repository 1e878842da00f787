package dev.operable.discovery;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request that was sent, up to its whole answer or to its end without one. Safe for use by many threads. */
final class Exchange {
    /** Some 20,000 instances; more than that is taken for a fault. */
    private static final int MOST_BYTES = 16 << 20;

    private final CompletableFuture<Answered> outcome = new CompletableFuture<>();

    /** A whole answer, whatever its status. */
    record Answered(int status, HttpHeaders headers, String body) {}

    /** An answer that is longer than any that is believed. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(int most) {
            super("more than " + most + " bytes");
        }
    }

    /** Fails with a {@link TimeoutException} after the time limit. */
    CompletableFuture<Answered> outcome() {
        return outcome;
    }

    /** Frees the connection, with whatever is still on its way. */
    void cancel() {
        outcome.cancel(true);
    }

    /** The time is over. */
    void expire() {
        outcome.completeExceptionally(new TimeoutException());
    }

    void fail(Throwable why) {
        outcome.completeExceptionally(why);
    }

    void send(HttpClient client, HttpRequest request, Future<?> limit) {
        // The client remembers the last request of a connection, and with it the answer if it could reach it from
        // there.
        AtomicReference<@Nullable Exchange> receiver = new AtomicReference<>(this);
        CompletableFuture<HttpResponse<Boolean>> sent = client.sendAsync(request, answer -> body(answer, receiver));
        CompletableFuture<?> ignored = sent.whenComplete((answer, thrown) -> {
            if (thrown != null) {
                fail(thrown);
            }
        });
        CompletableFuture<?> unused = outcome.whenComplete((answered, thrown) -> {
            receiver.set(null);
            limit.cancel(false);
            if (thrown != null) {
                sent.cancel(true);
            }
        });
    }

    /** Completes the outcome itself: what follows the client's own future runs in the common pool, which is not ours. */
    private static LimitedBody body(HttpResponse.ResponseInfo answer, AtomicReference<@Nullable Exchange> receiver) {
        return new LimitedBody(
                MOST_BYTES,
                bytes -> {
                    Exchange exchange = receiver.get();
                    if (exchange != null) {
                        exchange.outcome.complete(new Answered(
                                answer.statusCode(), answer.headers(), new String(bytes, StandardCharsets.UTF_8)));
                    }
                },
                thrown -> {
                    Exchange exchange = receiver.get();
                    if (exchange != null) {
                        exchange.fail(thrown);
                    }
                });
    }
}
