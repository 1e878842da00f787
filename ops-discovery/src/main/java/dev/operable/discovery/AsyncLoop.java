package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again until it is stopped, whatever goes wrong in between, and holds no thread while it waits.
 * One round at a time; what one has written the next one sees.
 */
final class AsyncLoop {
    private static final Logger log = LoggerFactory.getLogger(AsyncLoop.class);

    /** What is done again and again, on any worker. */
    interface Round {
        /** Begins it; the future says how long to pause then, or fails. Must complete, so it needs a time limit. */
        CompletableFuture<Duration> run();

        /** Told of what {@link #run} failed with, before the pause that the backoff makes. */
        void failed(ConsulFailure failure);
    }

    private final String name;
    private final Round round;
    private final Backoff backoff;
    private final ConsulTransport transport;
    private volatile boolean stopped;
    private volatile @Nullable Pause pausing;
    private boolean faulty;

    AsyncLoop(String name, Round round, Backoff backoff, ConsulTransport transport) {
        this.name = name;
        this.round = round;
        this.backoff = backoff;
        this.transport = transport;
    }

    void start() {
        transport.after(Duration.ZERO, this::begin);
    }

    /** No further round begins; one that runs goes on, and its failure is nobody's concern any more. */
    void stop() {
        stopped = true;
    }

    /** Whether it pauses after a round that went well. */
    boolean pausing() {
        return pausing != null;
    }

    /** Ends such a pause, and no other: what fails is not tried more often. */
    void goOn() {
        Pause now = pausing;
        if (now != null) {
            now.run();
        }
    }

    /** Over when its time is, or when {@link #goOn} says so, whichever comes first. */
    private final class Pause implements Runnable {
        private final AtomicBoolean over = new AtomicBoolean();

        @Override
        public void run() {
            if (over.compareAndSet(false, true)) {
                begin();
            }
        }
    }

    private void begin() {
        pausing = null;
        if (stopped) {
            return;
        }
        CompletableFuture<Duration> begun;
        try {
            begun = round.run();
        } catch (RuntimeException | Error e) {
            begun = CompletableFuture.failedFuture(e);
        }
        // Not by an executor of the future's: when that fails, nobody would be told.
        CompletableFuture<?> ignored =
                begun.whenComplete((pause, thrown) -> transport.after(Duration.ZERO, () -> ended(pause, thrown)));
    }

    private void ended(@Nullable Duration next, @Nullable Throwable thrown) {
        if (stopped) {
            return;
        }
        if (thrown == null && next != null) {
            backoff.reset();
            faulty = false;
            Pause pause = new Pause();
            pausing = pause;
            transport.after(next, pause);
        } else {
            transport.after(
                    failed(thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown), this::begin);
        }
    }

    private Duration failed(@Nullable Throwable thrown) {
        ConsulFailure failure;
        if (thrown instanceof ConsulFailure known) {
            failure = known;
        } else {
            fault(thrown);
            failure = new ConsulFailure(Kind.UNREADABLE, "An internal fault: " + thrown);
        }
        try {
            round.failed(failure);
        } catch (RuntimeException | Error e) {
            fault(e);
        }
        return backoff.next(failure);
    }

    /** A fault of ours must not end the loop: nobody would watch any more. */
    private void fault(@Nullable Throwable thrown) {
        if (!faulty) {
            faulty = true;
            log.atError().setCause(thrown).log("{} failed; it goes on.", name);
        }
    }
}
