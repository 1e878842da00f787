package dev.operable.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the log and the listeners when a check gets worse or better, once each, and nothing in between. */
final class StateChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");
    private static final int MOST_WAITING = 1_000;

    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    // A listener that is slow must not hold up the checks, nor what finds out that they hang.
    private final ThreadPoolExecutor teller;

    StateChanges() {
        teller = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread thread = new Thread(null, task, "ops-check-listeners", 0, false);
                    thread.setDaemon(true);
                    return thread;
                },
                (task, executor) -> {
                    if (!executor.isShutdown()) {
                        LOG.atWarn().log("A listener of self-checks is so slow that a change is not told to it.");
                    }
                });
        teller.allowCoreThreadTimeOut(true);
    }

    void add(Consumer<StateChange> listener) {
        listeners.add(listener);
    }

    /** Tells the listeners, on a thread of their own and in this order. */
    void tell(StateChange change) {
        for (Consumer<StateChange> listener : listeners) {
            try {
                teller.execute(() -> tell(listener, change));
            } catch (OutOfMemoryError noThread) {
                LOG.atError().setCause(noThread).log("There is no thread for the listeners of self-checks.");
            }
        }
    }

    static void log(CheckDefinition check, CheckMemory.Recorded recorded, @Nullable Throwable error) {
        recorded.change().ifPresent(change -> {
            try {
                log(check, change, error);
            } catch (RuntimeException | Error unprintable) {
                // An exception that cannot be printed must not take the result with it.
                log(check, change, null);
            }
        });
    }

    private static void log(CheckDefinition check, StateChange change, @Nullable Throwable error) {
        boolean well = change.to() == CheckResult.Status.PASS;
        LOG.atLevel(well ? Level.INFO : Level.WARN)
                .addKeyValue("check", check.name())
                .addKeyValue("status", change.to())
                .addKeyValue("was", change.from())
                .addKeyValue("criticality", check.criticality())
                .addKeyValue("reason", change.reason())
                .addKeyValue("owner", check.owner())
                .setCause(error)
                .log(
                        well ? "Self-check {} passes again" : "Self-check {} is {}: {}",
                        check.name(),
                        change.to(),
                        change.reason());
    }

    private static void tell(Consumer<StateChange> listener, StateChange change) {
        try {
            listener.accept(change);
        } catch (RuntimeException | Error failure) {
            LOG.atError()
                    .addKeyValue("check", change.check())
                    .setCause(failure)
                    .log("A listener of self-checks failed.");
        }
    }

    /** Tells nothing more. */
    @Override
    public void close() {
        teller.shutdownNow();
    }
}
