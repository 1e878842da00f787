package dev.operable.rpc;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Collects the body of a request of the JDK's client. */
final class PublishedBody implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();

    private PublishedBody() {}

    /** Waits for the publisher, which says itself how long it takes. */
    static byte[] bytes(HttpRequest.BodyPublisher publisher) {
        PublishedBody body = new PublishedBody();
        publisher.subscribe(body);
        return body.all.join();
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
