package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that does one thing again and again until it is stopped, whatever goes wrong in between. */
final class ConsulLoop {
    private static final Logger log = LoggerFactory.getLogger(ConsulLoop.class);

    /** What is done again and again. */
    interface Round {
        /** Does it once and says how long to pause then. */
        Duration run() throws ConsulFailure;

        /** Told of what {@link #run} threw, before the pause that the backoff makes. */
        void failed(ConsulFailure failure);
    }

    private final Semaphore bell = new Semaphore(0);
    private final Round round;
    private final Backoff backoff;
    private final Thread thread;
    private volatile boolean stopped;

    ConsulLoop(String name, Round round, Backoff backoff) {
        this.round = round;
        this.backoff = backoff;
        this.thread = new Thread(this::loop, "ops-consul-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** No further round begins; one that runs goes on. */
    void stop() {
        stopped = true;
        bell.release();
    }

    /** The next round begins at once, or after the one that runs. */
    void wake() {
        bell.release();
    }

    /** Waits for the round that runs, at most so long; whether the thread has ended. */
    boolean join(Duration atMost) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, atMost.toNanos());
        return !thread.isAlive();
    }

    private void loop() {
        Duration pause = Duration.ZERO;
        boolean faulty = false;
        while (!stoppedWithin(pause)) {
            try {
                pause = round.run();
                backoff.reset();
                faulty = false;
            } catch (ConsulFailure e) {
                pause = failed(e);
            } catch (RuntimeException | Error e) {
                // A fault of ours must not end the loop: nobody would register or watch any more.
                if (!faulty && !stopped) {
                    log.atError().setCause(e).log("{} failed; it goes on.", thread.getName());
                }
                faulty = true;
                pause = failed(new ConsulFailure(Kind.UNREADABLE, "An internal fault: " + e, e));
            }
        }
    }

    private Duration failed(ConsulFailure failure) {
        // What was cancelled by a stop is no failure.
        if (!stopped) {
            round.failed(failure);
        }
        return backoff.next(failure);
    }

    private boolean stoppedWithin(Duration pause) {
        try {
            if (bell.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread to stop it, so this only ends the pause.
            log.atDebug().log("{} was interrupted.", thread.getName());
        }
        return stopped;
    }
}
