package dev.operable.rpc;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that is there as a whole, given when its reader asks for it and unless it does not want it any more. */
final class OnePiece implements Flow.Subscription {
    private final byte[] body;
    private final HttpResponse.BodySubscriber<?> reader;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean cancelled;

    private OnePiece(byte[] body, HttpResponse.BodySubscriber<?> reader) {
        this.body = body;
        this.reader = reader;
    }

    static void give(byte[] body, HttpResponse.BodySubscriber<?> reader) {
        OnePiece piece = new OnePiece(body, reader);
        reader.onSubscribe(piece);
        if (body.length == 0 && piece.over.compareAndSet(false, true)) {
            reader.onComplete(); // there is nothing to ask for
        }
    }

    @Override
    public void request(long pieces) {
        if (body.length == 0 && pieces > 0) {
            return;
        }
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (pieces <= 0) {
            reader.onError(
                    new IllegalArgumentException("Asked for " + pieces + " pieces of a body; ask for 1 or more."));
            return;
        }
        try {
            reader.onNext(List.of(ByteBuffer.wrap(body).asReadOnlyBuffer()));
        } catch (RuntimeException | Error e) {
            reader.onError(e); // else who waits for what it reads would wait for ever
            return;
        }
        if (!cancelled) {
            reader.onComplete();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        over.set(true);
    }
}
