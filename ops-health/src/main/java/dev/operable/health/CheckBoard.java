package dev.operable.health;

import dev.operable.core.DaemonTimer;
import dev.operable.core.Redaction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All checks of a process, each with its runner. */
final class CheckBoard implements AutoCloseable {
    static final long FOR_EVER = TimeUnit.DAYS.toNanos(365);

    private final MeterRegistry registry;
    private final StateChanges changes;
    private final DaemonTimer scheduler = new DaemonTimer("ops-check-schedule");
    private final Surroundings around;

    /** Replaced as a whole, guarded by this; in the order of registration. */
    private volatile Map<String, CheckRunner> runners = Map.of();

    private boolean closed;

    CheckBoard(
            MeterRegistry registry,
            Redaction redaction,
            CheckThreads threads,
            Clock clock,
            LongSupplier nanoTime,
            Runnable recorded) {
        this.registry = registry;
        this.changes = new StateChanges(redaction);
        this.around = new Surroundings(redaction, scheduler, threads, clock, nanoTime, changes, recorded);
    }

    StateChanges changes() {
        return changes;
    }

    @Nullable
    CheckRunner runner(String check) {
        return runners.get(check);
    }

    List<CheckDefinition> definitions() {
        return runners.values().stream().map(CheckRunner::definition).toList();
    }

    /** Registers all or none. */
    synchronized void register(List<CheckDefinition> definitions) {
        if (closed) {
            throw new IllegalStateException("These self-checks are closed; register before close().");
        }
        requireOtherNames(definitions);
        Map<String, CheckRunner> all = new LinkedHashMap<>(runners);
        List<CheckRunner> added = new ArrayList<>();
        for (CheckDefinition definition : definitions) {
            CheckRunner runner = new CheckRunner(definition, around, CheckMeters.durations(registry, definition));
            all.put(definition.name(), runner);
            added.add(runner);
        }
        runners = all;
        around.recorded().run();
        for (CheckRunner runner : added) {
            CheckMeters.state(registry, runner);
            runner.start();
        }
    }

    private void requireOtherNames(List<CheckDefinition> definitions) {
        Map<String, CheckDefinition> names = new HashMap<>();
        for (CheckRunner runner : runners.values()) {
            names.put(runner.definition().name(), runner.definition());
        }
        for (CheckDefinition definition : definitions) {
            CheckDefinition taken = names.put(definition.name(), definition);
            if (taken != null) {
                throw new IllegalArgumentException("Two checks are named \"" + definition.name() + "\": "
                        + taken.origin() + " and " + definition.origin() + ". Rename one of them.");
            }
        }
    }

    /** The outcomes of the checks that are asked, after the patience at most, and after their largest timeout. */
    Asked ask(Question question, long patienceNanos) {
        return ask(question, patienceNanos, (result, nanos) -> result.get(nanos, TimeUnit.NANOSECONDS));
    }

    Asked ask(Question question, long patienceNanos, Waiting waiting) {
        // All are started before the first is awaited, and the time of all counts from here: together they take as
        // long as the slowest may, not the sum, nor what it took to start the others.
        long asked = around.nanoTime().getAsLong();
        List<Pending> pending = new ArrayList<>();
        for (CheckRunner runner : runners.values()) {
            if (question.asks(runner.definition())) {
                pending.add(runner.ask(asked));
            }
        }
        List<CheckOutcome> outcomes = new ArrayList<>();
        boolean current = true;
        long now = around.nanoTime().getAsLong();
        long serves = FOR_EVER;
        for (Pending each : pending) {
            Known known = each.await(asked + patienceNanos, waiting);
            outcomes.add(known.outcome());
            current &= known.current();
            serves = Math.min(serves, known.untilNanos() - now);
        }
        return new Asked(outcomes, current, now + serves);
    }

    /** Ends the background runs and interrupts what runs. */
    @Override
    public void close() {
        Map<String, CheckRunner> all;
        synchronized (this) {
            closed = true;
            all = runners;
        }
        all.values().forEach(CheckRunner::close);
        scheduler.shutdownNow();
        changes.close();
    }

    /** How a result is waited for. */
    @FunctionalInterface
    interface Waiting {
        Known await(Future<Known> result, long nanos) throws InterruptedException, ExecutionException, TimeoutException;
    }

    /**
     * What was found.
     *
     * @param current whether all of it is of now
     * @param untilNanos until when the first of the results is too old, on the monotonic clock
     */
    record Asked(List<CheckOutcome> outcomes, boolean current, long untilNanos) {}
}
