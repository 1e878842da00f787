package dev.operable.core.http;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes the submitter's context along. */
final class ContextExecutor extends AbstractExecutorService {
    private final ExecutorService inner;

    ContextExecutor(ExecutorService inner) {
        this.inner = inner;
    }

    @Override
    public void execute(Runnable work) {
        inner.execute(RequestContext.wrap(work));
    }

    @Override
    public void shutdown() {
        inner.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return inner.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return inner.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return inner.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return inner.awaitTermination(timeout, unit);
    }
}
