package dev.operable.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at the running attempts every 20 ms: a socket's timeout starts again with each byte and does not notice
 * an interrupt, so an answer that comes drop by drop, or a caller that gave up, is found here. Between calls it sleeps.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long TIDY = TimeUnit.SECONDS.toNanos(1);

    private final Time time;
    private final Runnable tidy;
    private final Set<Guard> running = ConcurrentHashMap.newKeySet();
    private volatile boolean asleep;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    Watchdog(Time time, Runnable tidy) {
        this.time = time;
        this.tidy = tidy;
    }

    Guard guard(long endsAt) {
        Guard guard = new Guard(endsAt, time);
        running.add(guard);
        if (thread == null) {
            start();
        } else if (asleep) {
            LockSupport.unpark(thread);
        }
        if (closed) {
            guard.end(Failure.CLOSED);
        }
        return guard;
    }

    void release(Guard guard) {
        running.remove(guard);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            Thread started = new Thread(this::look, "ops-rpc-watchdog");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    private void look() {
        long tidied = time.nanos();
        boolean faulty = false;
        while (!closed) {
            asleep = running.isEmpty();
            LockSupport.parkNanos(asleep && running.isEmpty() ? TIDY : LOOK);
            asleep = false;
            long now = time.nanos();
            try {
                running.forEach(guard -> guard.check(now));
                if (now - tidied >= TIDY) {
                    tidied = now;
                    tidy.run();
                    if (faulty) {
                        faulty = false;
                        LOG.atInfo().log("Looking after the running calls works again.");
                    }
                }
            } catch (RuntimeException | Error e) {
                // Whatever it is, it must not end this thread: no attempt would have a timeout any more.
                if (!faulty) {
                    LOG.atError().setCause(e).log("Looking after the running calls failed; it goes on.");
                }
                faulty = true;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        running.forEach(guard -> guard.end(Failure.CLOSED));
    }
}
