package dev.operable.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/** Collects the body of a request of the JDK's client. */
final class PublishedBody implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();

    private PublishedBody() {}

    /**
     * Waits for the publisher, which says itself how long it takes.
     *
     * @throws IOException if the publisher fails
     */
    static byte[] bytes(HttpRequest.BodyPublisher publisher) throws IOException {
        PublishedBody body = new PublishedBody();
        Throwable failure;
        try {
            publisher.subscribe(body);
            return body.all.join();
        } catch (CompletionException e) {
            failure = e.getCause() == null ? e : e.getCause();
        } catch (RuntimeException e) {
            failure = e;
        }
        throw failure instanceof IOException own
                ? own
                : new IOException("The body of the request could not be read: " + failure.getMessage(), failure);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        collected.writeBytes(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        all.complete(collected.toByteArray());
    }
}
