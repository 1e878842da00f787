package dev.operable.health;

import dev.operable.core.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log and the listeners when a check gets worse or better, once each, and nothing in between. Each is told on a
 * thread of its own, so that one that is slow or hangs, the log included, holds up neither a check nor the others.
 */
final class StateChanges implements AutoCloseable {
    /** For the last news of a service that ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<Teller> tellers;

    StateChanges(Redaction redaction) {
        Teller log = new Teller("ops-check-log", news -> ChangeLog.log(news, redaction));
        tellers = new CopyOnWriteArrayList<>(List.of(log));
    }

    /** A change, whose check it was, and what was thrown if that was the reason. */
    record News(
            CheckDefinition check,
            StateChange change,
            @Nullable Throwable error) {}

    void add(Consumer<StateChange> listener) {
        tellers.add(new Teller("ops-check-listener", news -> listener.accept(news.change())));
    }

    /** Called in the order of the changes; returns at once. */
    void tell(News news) {
        for (Teller teller : tellers) {
            teller.tell(news);
        }
    }

    /** What happened is told still, for a second at most. */
    @Override
    public void close() {
        tellers.forEach(Teller::finish);
        long end = System.nanoTime() + PATIENCE.toNanos();
        tellers.forEach(teller -> teller.end(end));
    }
}
