package dev.operable.core.lifecycle;

import dev.operable.core.errors.ErrorReporter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps workers running, each in a daemon thread {@code ops-worker-<name>}: one that fails is reported and started again, as
 * its {@link RestartPolicy} says, and one that crashes again and again is given up. Safe for use by many threads.
 *
 * <pre>{@code
 * supervisor.supervise("mail", () -> {
 *     while (true) {
 *         send(queue.take());                     // ends by the InterruptedException of the stop
 *     }
 * });
 * }</pre>
 *
 * <p>Failures are exceptions, errors, and a return before the stop. Meters: {@code ops.worker.restarts} and
 * {@code ops.worker.running}, by {@code worker}.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    /** A little less than {@link StopPhase#STOP_WORK} has, so that this says who goes on instead of being cut off. */
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(800);

    private final ErrorReporter errors;
    private final MeterRegistry registry;
    private final Consumer<Supervised> added;
    private final Consumer<Supervised> givenUp;
    private final LongSupplier nanoTime;
    private final Map<String, Supervised> workers = new LinkedHashMap<>(); // this and the next: guarded by this
    private boolean closed;

    /**
     * Supervises nothing yet.
     *
     * @param added is told of each worker before it runs, for example to add a self-check
     * @param givenUp is told of a worker that is not started again, for example to end the process; called by the worker's
     *     thread, once for each, and returns at once
     */
    public Supervisor(
            ErrorReporter errors, MeterRegistry registry, Consumer<Supervised> added, Consumer<Supervised> givenUp) {
        this(errors, registry, added, givenUp, System::nanoTime);
    }

    Supervisor(
            ErrorReporter errors,
            MeterRegistry registry,
            Consumer<Supervised> added,
            Consumer<Supervised> givenUp,
            LongSupplier nanoTime) {
        this.errors = errors;
        this.registry = registry;
        this.added = added;
        this.givenUp = givenUp;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the worker, and starts it again as the {@linkplain RestartPolicy#defaults() usual policy} says. After
     * {@link #close()} it does not run.
     *
     * @param name short and of people's words, such as {@code mail}: it is in thread names, meters and self-checks
     * @throws IllegalArgumentException if another worker has this name
     */
    public void supervise(String name, Worker worker) {
        supervise(name, worker, RestartPolicy.defaults());
    }

    /** As {@link #supervise(String, Worker)}, with another policy. */
    public synchronized void supervise(String name, Worker worker, RestartPolicy policy) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A worker needs a name that people can read, on one line.");
        }
        if (closed) {
            log.atInfo().log("The service is stopping: the worker {} is not started.", name);
            return;
        }
        if (workers.containsKey(name)) {
            throw new IllegalArgumentException("Two workers are named \"" + name + "\". Rename one of them.");
        }
        Runnable restarts = registry.counter("ops.worker.restarts", "worker", name)::increment;
        Supervised supervised = new Supervised(name, worker, policy, errors, givenUp, restarts, nanoTime);
        added.accept(supervised);
        Gauge.builder("ops.worker.running", supervised, who -> who.running() ? 1 : 0)
                .description("1 while the worker is at work")
                .tag("worker", name)
                .register(registry);
        workers.put(name, supervised);
        supervised.start();
    }

    /**
     * Interrupts all workers and waits for them, 800 ms at the most. Closing twice is closing once.
     *
     * @throws IllegalStateException if some go on; it names them
     */
    @Override
    public void close() {
        List<Supervised> all = closing();
        all.forEach(Supervised::stop);
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        List<String> goingOn = new ArrayList<>();
        try {
            for (Supervised one : all) {
                if (!one.join(Duration.ofNanos(end - System.nanoTime()))) {
                    goingOn.add(one.name());
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (!goingOn.isEmpty()) {
            throw new IllegalStateException("Workers that were interrupted and go on: " + String.join(", ", goingOn)
                    + ". Let their loops end when the thread is interrupted.");
        }
    }

    private synchronized List<Supervised> closing() {
        closed = true;
        List<Supervised> all = List.copyOf(workers.values());
        workers.clear();
        return all;
    }
}
