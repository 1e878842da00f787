package dev.operable.spring;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Looks at a request's body as it comes: one that is too long, or breaks off, ends with an error. Whoever reads it does so in
 * the context of the request, whichever thread brings it.
 */
final class WatchedBody implements CoreSubscriber<DataBuffer>, Subscription {
    private final CoreSubscriber<? super DataBuffer> reader;
    private final WebCall call;
    private @Nullable Subscription source;
    private boolean ended;
    private volatile boolean cancelled;

    WatchedBody(CoreSubscriber<? super DataBuffer> reader, WebCall call) {
        this.reader = reader;
        this.call = call;
    }

    @Override
    public Context currentContext() {
        return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        reader.onSubscribe(this);
    }

    @Override
    public void request(long more) {
        if (source != null) {
            source.request(more);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (source != null) {
            source.cancel();
        }
    }

    @Override
    public void onNext(DataBuffer buffer) {
        if (ended) {
            DataBufferUtils.release(buffer);
            return;
        }
        try {
            call.call().bodyCame(buffer.readableByteCount());
        } catch (IOException tooLong) {
            DataBufferUtils.release(buffer);
            if (source != null) {
                source.cancel();
            }
            end(tooLong);
            return;
        }
        call.context().run(() -> reader.onNext(buffer));
    }

    @Override
    public void onError(Throwable failed) {
        if (ended) {
            Operators.onErrorDropped(failed, currentContext());
            return;
        }
        call.call().bodyFailed(failed);
        end(failed);
    }

    @Override
    public void onComplete() {
        if (ended) {
            return;
        }
        try {
            call.call().bodyCame(-1);
        } catch (IOException tooShort) {
            end(tooShort);
            return;
        }
        ended = true;
        call.context().run(reader::onComplete);
    }

    private void end(Throwable failed) {
        ended = true;
        // Who reads no more is told nothing: it would log an error of nobody's.
        if (!cancelled) {
            call.context().run(() -> reader.onError(failed));
        }
    }
}
