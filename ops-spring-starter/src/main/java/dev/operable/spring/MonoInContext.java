package dev.operable.spring;

import dev.operable.core.http.RequestContext;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.Context;

/**
 * Work that begins in the context of a request, and whose end is told in it: what is done at once has it in its thread, and so
 * has who logs an exception. What goes on in other threads has it in the pipeline only.
 */
final class MonoInContext extends MonoOperator<Void, Void> {
    private final RequestContext context;

    MonoInContext(Mono<Void> work, RequestContext context) {
        super(work);
        this.context = context;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> told) {
        context.run(() -> source.subscribe(new Told<>(told, context)));
    }

    private record Told<T>(CoreSubscriber<? super T> told, RequestContext context) implements CoreSubscriber<T> {
        @Override
        public Context currentContext() {
            return told.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            told.onSubscribe(subscription);
        }

        @Override
        public void onNext(T value) {
            told.onNext(value);
        }

        @Override
        public void onError(Throwable failed) {
            context.run(() -> told.onError(failed));
        }

        @Override
        public void onComplete() {
            context.run(told::onComplete);
        }
    }
}
