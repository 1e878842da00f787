package dev.operable.health;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The self-checks of a process and its own state, answered at {@code /self-check}. Safe for use by many threads.
 *
 * <p>Checks run concurrently, each on one thread of its own at most, and are never run again while they run. A check on
 * demand runs when somebody asks and its result serves for two seconds, however many ask; a check with an interval runs
 * in the background. One that exceeds its timeout (1 s by default) costs that timeout once and is reported as hung until
 * a later run comes back in time.
 *
 * <p>A process starts as not ready ({@code starting}); liveness never depends on that.
 *
 * <pre>{@code
 * SelfChecks checks = new SelfChecks(registry);
 * checks.register(new HitsChecks(store));
 * server.createContext("/self-check", checks.handler());
 * checks.started();
 * checks.ready(true);
 * }</pre>
 */
public final class SelfChecks implements AutoCloseable {
    /**
     * How long a probe waits for checks on demand: Kubernetes gives up after one second unless told otherwise. A check that
     * takes longer is answered from its last result meanwhile.
     */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private static final long FOR_EVER = TimeUnit.DAYS.toNanos(365);

    private final MeterRegistry registry;
    private final StateChanges changes = new StateChanges();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(null, task, "ops-check-schedule", 0, false);
        thread.setDaemon(true);
        return thread;
    });
    private final Surroundings around;
    private final PreparedAnswers prepared = new PreparedAnswers();

    /** Counts whatever makes a prepared answer wrong. */
    private final AtomicLong version = new AtomicLong();

    /** Guarded by this; the values are replaced as a whole. */
    private volatile Map<String, CheckRunner> runners = Map.of();

    private volatile ServiceState state = ServiceState.STARTING;
    private boolean closed;

    /** The registry gets one gauge {@code self.check} per check: 1 passes, 0.5 degraded, 0 fails, NaN not yet run. */
    public SelfChecks(MeterRegistry registry) {
        this(registry, Clock.systemUTC(), System::nanoTime);
    }

    SelfChecks(MeterRegistry registry, Clock clock, LongSupplier nanoTime) {
        this.registry = registry;
        this.around = new Surroundings(scheduler, clock, nanoTime, changes, version::incrementAndGet);
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /**
     * Registers checks: all or none.
     *
     * @throws IllegalArgumentException if a name is taken
     */
    public void add(CheckDefinition... definitions) {
        register(List.of(definitions));
    }

    /**
     * Registers every method of the object, and of its superclasses, that is annotated {@link SelfCheck}: all or none.
     *
     * @throws IllegalArgumentException if there is none, a name is taken, or a method has the wrong signature
     */
    public void register(Object withAnnotatedMethods) {
        register(AnnotatedChecks.of(withAnnotatedMethods));
    }

    /**
     * Registers a check with the defaults of {@link CheckBuilder}.
     *
     * @throws IllegalArgumentException if the name is taken or blank
     */
    public void register(String name, Criticality criticality, Probe probe, HealthCheck check) {
        add(HealthCheck.named(name).criticality(criticality).probe(probe).of(check));
    }

    /**
     * Calls the listener once for each change of a check's status, in order, on a thread of its own; what it throws is
     * logged.
     */
    public void onChange(Consumer<StateChange> listener) {
        changes.add(listener);
    }

    /** What is remembered of a check; empty if there is none of this name. */
    public Optional<CheckHistory> history(String check) {
        return Optional.ofNullable(runners.get(check)).map(CheckRunner::history);
    }

    /** The start is over: {@code /self-check/started} answers 200 as far as the service is concerned. */
    public synchronized void started() {
        state = state.withStarted();
        version.incrementAndGet();
    }

    /** As {@link #ready(boolean, String)}; the reason of a service that is not ready is {@code not ready}. */
    public void ready(boolean ready) {
        ready(ready, "not ready");
    }

    /**
     * Says whether the service wants traffic. A service that is ready has started.
     *
     * @param reason shown openly while the service is not ready: {@code stopping}
     */
    public synchronized void ready(boolean ready, String reason) {
        state = state.withReady(ready, reason);
        version.incrementAndGet();
    }

    /** The verdict of all checks and of the service's own state; waits for the largest of their timeouts at most. */
    public Verdict verdict() {
        return ask(new Question(null, List.of(), false), FOR_EVER).verdict();
    }

    /** The verdict of one probe; waits for the largest timeout of its checks at most. */
    public Verdict verdict(Probe probe) {
        return ask(new Question(probe, List.of(), false), FOR_EVER).verdict();
    }

    /**
     * Answers {@code /self-check}, {@code /self-check/live}, {@code /self-check/ready} and {@code /self-check/started}
     * without details; 404 for any other path, and for a check that does not exist. Waits less than a second.
     *
     * @param target the path and, after a question mark, the query if there is one, as they came: {@code
     *     /self-check/ready?for=consul}
     * @param accept the request's Accept header, or null
     */
    public SelfCheckAnswer answer(String target, @Nullable String accept) {
        return answer(target, accept, false);
    }

    /**
     * As {@link #answer(String, String)}.
     *
     * @param details whether reasons, exception texts, data and histories are told: only to who proved to be entitled
     */
    public SelfCheckAnswer answer(String target, @Nullable String accept, boolean details) {
        int mark = target.indexOf('?');
        return mark < 0
                ? answer(target, null, accept, details)
                : answer(target.substring(0, mark), target.substring(mark + 1), accept, details);
    }

    SelfCheckAnswer answer(String path, @Nullable String query, @Nullable String accept, boolean details) {
        Question question = Question.of(path, query);
        if (question == null) {
            return Answers.notFound();
        }
        Accepted form = Accepted.of(accept);
        if (!question.checks().isEmpty()) {
            return named(question, form, details);
        }
        PreparedAnswers.Key key = new PreparedAnswers.Key(question.probe(), question.consul(), form, details);
        // Read before anything is asked: a result that comes in between makes the answer one of the past.
        long asOf = version.get();
        SelfCheckAnswer ready = prepared.get(key, asOf, around.nanoTime().getAsLong());
        if (ready != null) {
            return ready;
        }
        Asked asked = ask(question, PATIENCE.toNanos());
        SelfCheckAnswer answer = Answers.of(report(asked.verdict(), details), form, question.consul());
        if (asked.current()) {
            prepared.put(key, new PreparedAnswers.Prepared(answer, asOf, asked.untilNanos()));
        }
        return answer;
    }

    private SelfCheckAnswer named(Question question, Accepted form, boolean details) {
        boolean all = question.checks().stream()
                .map(runners::get)
                .allMatch(runner -> runner != null && question.asks(runner.definition()));
        return all
                ? Answers.of(report(ask(question, PATIENCE.toNanos()).verdict(), details), form, question.consul())
                : Answers.noSuchCheck();
    }

    private Report report(Verdict verdict, boolean details) {
        Map<String, CheckHistory> histories = new LinkedHashMap<>();
        if (details) {
            verdict.checks()
                    .forEach(check -> history(check.name()).ifPresent(history -> histories.put(check.name(), history)));
        }
        return new Report(verdict, details, histories);
    }

    /** A handler for the context {@code /self-check} of the JDK's server; GET and HEAD only, without details. */
    public HttpHandler handler() {
        return new SelfCheckHandler(this, false);
    }

    /**
     * As {@link #handler()}, with the reasons, exception texts and data of the checks, which may name hosts and people:
     * for a path that is guarded, such as {@code /ops/self-check}.
     */
    public HttpHandler detailedHandler() {
        return new SelfCheckHandler(this, true);
    }

    /** Ends the background runs and interrupts the checks that run. From then on the last outcomes are answered. */
    @Override
    public void close() {
        Map<String, CheckRunner> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = runners;
        }
        all.values().forEach(CheckRunner::close);
        scheduler.shutdownNow();
        changes.close();
    }

    private Asked ask(Question question, long patienceNanos) {
        long start = System.nanoTime();
        // All are started before the first is awaited: together they take as long as the slowest, not as their sum.
        List<Pending> pending = new ArrayList<>();
        for (CheckRunner runner : runners.values()) {
            if (question.asks(runner.definition())) {
                pending.add(runner.ask());
            }
        }
        List<CheckOutcome> outcomes = new ArrayList<>();
        boolean current = true;
        long now = around.nanoTime().getAsLong();
        long serves = FOR_EVER;
        for (Pending each : pending) {
            Known known = each.await(Math.max(0, patienceNanos - (System.nanoTime() - start)));
            outcomes.add(known.outcome());
            current &= known.current();
            serves = Math.min(serves, known.untilNanos() - now);
        }
        return new Asked(Verdict.of(state.against(question), outcomes), current, now + serves);
    }

    /**
     * What was found.
     *
     * @param current whether all of it is of now
     * @param untilNanos until when the first of the results is too old
     */
    private record Asked(Verdict verdict, boolean current, long untilNanos) {}

    private synchronized void register(List<CheckDefinition> definitions) {
        if (closed) {
            throw new IllegalStateException("These self-checks are closed; register before close().");
        }
        Map<String, CheckRunner> all = new LinkedHashMap<>(runners);
        List<CheckRunner> added = new ArrayList<>();
        for (CheckDefinition definition : definitions) {
            CheckRunner taken = all.get(definition.name());
            if (taken != null) {
                throw new IllegalArgumentException("Two checks are named \"" + definition.name() + "\": "
                        + taken.definition().origin() + " and " + definition.origin() + ". Rename one of them.");
            }
            CheckRunner runner = new CheckRunner(definition, around, CheckMeters.durations(registry, definition));
            all.put(definition.name(), runner);
            added.add(runner);
        }
        runners = all;
        version.incrementAndGet();
        for (CheckRunner runner : added) {
            CheckMeters.state(registry, runner);
            runner.start();
        }
    }
}
