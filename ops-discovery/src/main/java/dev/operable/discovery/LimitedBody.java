package dev.operable.discovery;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects an answer's body, and gives the connection up when it is longer than allowed. */
final class LimitedBody implements BodySubscriber<Boolean> {
    private final int most;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> broken;
    private final List<ByteBuffer> parts = new ArrayList<>();
    /** For the client alone, which has to learn when the body is over. */
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private Flow.@Nullable Subscription subscription;
    private int size;

    LimitedBody(int most, Consumer<byte[]> whole, Consumer<Throwable> broken) {
        this.most = most;
        this.whole = whole;
        this.broken = broken;
    }

    @Override
    public CompletionStage<Boolean> getBody() {
        return over;
    }

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        subscription = offered;
        offered.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> next) {
        if (over.isDone()) {
            return;
        }
        for (ByteBuffer part : next) {
            size = Math.addExact(size, part.remaining());
        }
        if (size > most) {
            parts.clear();
            Objects.requireNonNull(subscription).cancel();
            onError(new Exchange.TooLong(most));
        } else {
            parts.addAll(next);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        over.complete(false);
        broken.accept(thrown);
    }

    @Override
    public void onComplete() {
        if (over.complete(true)) {
            ByteBuffer joined = ByteBuffer.allocate(size);
            parts.forEach(joined::put);
            // The client holds on to this for as long as it has the connection.
            parts.clear();
            whole.accept(joined.array());
        }
    }
}
