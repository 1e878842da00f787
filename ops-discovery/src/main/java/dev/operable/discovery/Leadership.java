package dev.operable.discovery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that runs whenever this process has a lease: {@link Leases#runWhileLeader}. Safe for use by many threads. */
public final class Leadership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofSeconds(1);

    private final String name;
    private final Leases.Task task;
    private final Leases leases;
    private final Backoff backoff;
    private final Consumer<Leadership> ended;
    private final Thread thread;
    private volatile boolean stopped;
    private boolean faulty;
    /** The lease that the task runs with; guarded by this. */
    private @Nullable Lease running;

    Leadership(String name, Leases.Task task, Leases leases, Backoff backoff, Consumer<Leadership> ended) {
        this.name = name;
        this.task = task;
        this.leases = leases;
        this.backoff = backoff;
        this.ended = ended;
        this.thread = new Thread(this::loop, "ops-lease-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether this process has the lease and the task runs. */
    public synchronized boolean isLeading() {
        Lease lease = running;
        return lease != null && lease.isHeld();
    }

    private void loop() {
        while (!stopped) {
            Duration pause = TURN;
            try (Lease lease = leases.acquire(name)) {
                pause = run(lease);
            } catch (InterruptedException e) {
                // Only the end interrupts it outside of the task.
                break;
            } catch (RuntimeException | Error e) {
                // A fault of ours must not end it: nobody would lead any more.
                pause = fault(e);
            }
            if (!stopped) {
                LockSupport.parkNanos(pause.toNanos());
            }
        }
        ended.accept(this);
    }

    private Duration fault(Throwable thrown) {
        if (!stopped && !faulty) {
            faulty = true;
            log.atError().setCause(thrown).log("Asking for the lease {} failed; it goes on.", name);
        }
        return backoff.next(ConsulFailure.Kind.UNREADABLE);
    }

    /** How long to pause then. */
    private Duration run(Lease lease) {
        synchronized (this) {
            running = lease;
        }
        lease.onLoss(() -> interrupt(lease));
        try {
            if (!stopped) {
                task.run(lease);
            }
            backoff.reset();
            return TURN;
        } catch (InterruptedException e) {
            // It was meant to.
            return TURN;
        } catch (Exception | Error e) {
            if (stopped || !lease.isHeld()) {
                log.atDebug().setCause(e).log("The task of the lease {} ended with its lease.", name);
                return TURN;
            }
            log.atError()
                    .setCause(e)
                    .addKeyValue("lease", name)
                    .log("The task of the lease {} failed; it is run again.", name);
            return backoff.next(ConsulFailure.Kind.ERROR);
        } finally {
            synchronized (this) {
                running = null;
                // An interrupt that came too late is none of what comes next.
                boolean ignored = Thread.interrupted();
            }
        }
    }

    private synchronized void interrupt(Lease lease) {
        if (running == lease) {
            thread.interrupt();
        }
    }

    /** Asks for an end and does not wait for it. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    /**
     * Interrupts the task, and gives the lease back when it has ended. Waits 2 s for that at most; a task that goes on keeps the
     * lease from others for as long as it runs. Never throws.
     */
    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(
                    thread, PATIENCE.plus(Leases.GIVE_BACK_IN_ALL).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atWarn()
                    .addKeyValue("lease", name)
                    .log("The task of the lease {} did not end when it was interrupted.", name);
        }
    }
}
