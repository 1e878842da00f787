package dev.operable.rpc;

import dev.operable.config.Durations;
import dev.operable.core.http.RequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a request of the JDK's client, on a thread of its own: many publishers read where they are asked to, and what
 * they read from may know neither a timeout nor an interrupt.
 */
final class PublishedBody implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();
    private volatile boolean unwanted;
    private volatile Flow.@Nullable Subscription subscription;

    private PublishedBody() {}

    /**
     * Waits for the publisher, for ever if there is no time within which it is wanted, as the JDK's client does.
     *
     * @throws IOException if the publisher fails or is too late
     * @throws InterruptedException if this thread is interrupted
     */
    static byte[] bytes(HttpRequest.BodyPublisher publisher, Executor threads, Optional<Duration> within)
            throws IOException, InterruptedException {
        PublishedBody body = new PublishedBody();
        FutureTask<Void> reading = new FutureTask<>(RequestContext.wrap(() -> body.read(publisher)), null);
        try {
            threads.execute(reading);
        } catch (RejectedExecutionException full) {
            reading.run();
        }
        try {
            return within.isPresent()
                    ? body.all.get(TimeUnit.NANOSECONDS.convert(within.get()), TimeUnit.NANOSECONDS)
                    : body.all.get();
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            throw failure instanceof IOException own
                    ? own
                    : new IOException("The body of the request could not be read: " + failure.getMessage(), failure);
        } catch (TimeoutException e) {
            body.end(reading);
            HttpTimeoutException late = new HttpTimeoutException("The body of the request was not there within the"
                    + " request's timeout of " + within.map(Durations::text).orElse("")
                    + ". Have its publisher end sooner, or give the request more time.");
            late.initCause(e);
            throw late;
        } catch (InterruptedException e) {
            body.end(reading);
            throw e;
        }
    }

    private void read(HttpRequest.BodyPublisher publisher) {
        try {
            publisher.subscribe(this);
        } catch (RuntimeException | Error e) {
            all.completeExceptionally(e);
        }
    }

    private void end(FutureTask<Void> reading) {
        unwanted = true;
        Flow.Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
        reading.cancel(true); // what it reads from may listen
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (unwanted) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
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
