package dev.operable.health;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Tells one listener the news in their order, on a thread of its own that ends when there are none. Handing over never
 * waits: whoever does so holds the lock of a check.
 */
final class Teller {
    private static final int MOST_WAITING = 1_000;

    private final Consumer<StateChanges.News> listener;
    private final AtomicLong missed = new AtomicLong();
    private final ThreadPoolExecutor thread;

    Teller(String name, Consumer<StateChanges.News> listener) {
        this.listener = listener;
        thread = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread made = new Thread(null, task, name, 0, false);
                    made.setDaemon(true);
                    return made;
                },
                (task, executor) -> missed.incrementAndGet());
        thread.allowCoreThreadTimeOut(true);
    }

    void tell(StateChanges.News news) {
        try {
            thread.execute(() -> told(news));
        } catch (OutOfMemoryError noThread) {
            missed.incrementAndGet(); // told with the next that finds one
        }
    }

    private void told(StateChanges.News news) {
        long lost = missed.getAndSet(0);
        if (lost > 0) {
            ChangeLog.LOG
                    .atWarn()
                    .addKeyValue("changes", lost)
                    .log("A listener of self-checks is so slow that {} changes were not told to it.", lost);
        }
        try {
            listener.accept(news);
        } catch (RuntimeException | Error failure) {
            ChangeLog.LOG
                    .atError()
                    .addKeyValue("check", news.check().name())
                    .setCause(failure)
                    .log("A listener of self-checks failed.");
        }
    }

    /** Takes no more news. */
    void finish() {
        thread.shutdown();
    }

    /** Ends once all is told, and when the time is over with whatever is left untold. */
    void end(long untilNanos) {
        try {
            if (thread.awaitTermination(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
