package dev.operable.health;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * checks.add(HealthCheck.named("queue").every(Duration.ofSeconds(10)).of(() -> queue.check()));
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
    static final Duration PATIENCE = Duration.ofMillis(800);

    /** How old the times may be that a page tells relative to now. */
    private static final long PAGE_SERVES = TimeUnit.SECONDS.toNanos(1);

    private final CheckBoard board;
    private final @Nullable ServiceIdentity service;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final PreparedAnswers prepared = new PreparedAnswers();
    private final FirstAnswer first = new FirstAnswer();

    /** Counts whatever makes a prepared answer wrong. */
    private final AtomicLong version = new AtomicLong();

    /** Replaced guarded by this. */
    private volatile ServiceState state = ServiceState.STARTING;

    /**
     * The registry gets of each check a gauge {@code self.check} (1 passes, 0.5 degraded, 0 fails, NaN not yet run or not lately) and a
     * timer {@code self.check.duration}.
     */
    public SelfChecks(MeterRegistry registry) {
        this(registry, null, Redaction.standard(), Clock.systemUTC(), System::nanoTime);
    }

    /** As {@link #SelfChecks(MeterRegistry)}; the page for people says whose checks these are. */
    public SelfChecks(MeterRegistry registry, ServiceIdentity service) {
        this(registry, service, Redaction.standard());
    }

    /** As {@link #SelfChecks(MeterRegistry, ServiceIdentity)}, with rules for what is hidden in reasons and measured values. */
    public SelfChecks(MeterRegistry registry, ServiceIdentity service, Redaction redaction) {
        this(registry, service, redaction, Clock.systemUTC(), System::nanoTime);
    }

    SelfChecks(MeterRegistry registry, Clock clock, LongSupplier nanoTime) {
        this(registry, null, Redaction.standard(), clock, nanoTime);
    }

    private SelfChecks(
            MeterRegistry registry,
            @Nullable ServiceIdentity service,
            Redaction redaction,
            Clock clock,
            LongSupplier nanoTime) {
        this.service = service;
        this.clock = clock;
        this.board =
                new CheckBoard(registry, redaction, CheckThreads.standard(), clock, nanoTime, version::incrementAndGet);
        this.nanoTime = nanoTime;
    }

    /**
     * Registers checks: all or none.
     *
     * @throws IllegalArgumentException if a name is taken
     */
    public void add(CheckDefinition... definitions) {
        board.register(List.of(Objects.requireNonNull(definitions, "definitions")));
    }

    /**
     * Registers every method of the object, and of its superclasses, that is annotated {@link SelfCheck}: all or none.
     *
     * @throws IllegalArgumentException if there is none, a name is taken, or a method has the wrong signature
     */
    public void register(Object withAnnotatedMethods) {
        board.register(AnnotatedChecks.of(Objects.requireNonNull(withAnnotatedMethods, "withAnnotatedMethods")));
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
        board.changes().add(Objects.requireNonNull(listener, "listener"));
    }

    /** The start is over: {@code /self-check/started} answers 200 as far as the service is concerned. */
    public synchronized void started() {
        state = state.withStarted();
        version.incrementAndGet();
        first.make();
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
        state = state.withReady(ready, Objects.requireNonNull(reason, "reason"));
        version.incrementAndGet();
        first.make();
    }

    /**
     * Says that people keep traffic away, whatever the service itself says; or, empty, that they do so no longer. Liveness
     * does not depend on it.
     *
     * @param reason shown openly
     */
    public synchronized void maintenance(Optional<String> reason) {
        state = state.withMaintenance(reason.orElse(""));
        version.incrementAndGet();
    }

    /** The verdict of all checks and of the service's own state; waits for the largest of their timeouts at most. */
    public Verdict verdict() {
        return verdict(Question.EVERYTHING);
    }

    /** The verdict of one probe; waits for the largest timeout of its checks at most. */
    public Verdict verdict(Probe probe) {
        return verdict(new Question(probe, List.of(), false, false));
    }

    private Verdict verdict(Question question) {
        return Verdict.of(
                state.against(question),
                board.ask(question, CheckBoard.FOR_EVER).outcomes());
    }

    /** All checks, in the order of registration. Runs nothing. */
    public List<CheckDefinition> definitions() {
        return board.definitions();
    }

    /** How one check is; empty if there is none of this name. Waits for its timeout at most. */
    public Optional<CheckOutcome> outcome(String check) {
        Question question = new Question(null, List.of(check), false, false);
        return board.ask(question, CheckBoard.FOR_EVER).outcomes().stream().findFirst();
    }

    /** What is remembered of a check; empty if there is none of this name. Runs nothing. */
    public Optional<CheckHistory> history(String check) {
        return Optional.ofNullable(board.runner(check)).map(CheckRunner::history);
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
        int mark = Objects.requireNonNull(target, "target").indexOf('?');
        return mark < 0
                ? answer(target, null, accept, details)
                : answer(target.substring(0, mark), target.substring(mark + 1), accept, details);
    }

    SelfCheckAnswer answer(String path, @Nullable String query, @Nullable String accept, boolean details) {
        Question question = Question.of(path, query);
        if (question == null) {
            return Answers.notFound();
        }
        if (question.contradicts()) {
            return Answers.contradiction();
        }
        Accepted form = Accepted.of(accept);
        if (!question.checks().isEmpty()) {
            return question.checks().stream().allMatch(name -> asks(question, name))
                    ? found(question, form, details).answer()
                    : Answers.noSuchCheck();
        }
        PreparedAnswers.Key key = new PreparedAnswers.Key(question.probe(), question.consul(), form, details);
        SelfCheckAnswer ready = prepared.get(key, version.get(), nanoTime.getAsLong());
        if (ready != null) {
            return ready;
        }
        PreparedAnswers.Prepared found = found(question, form, details);
        prepared.put(key, found);
        return found.answer();
    }

    private boolean asks(Question question, String check) {
        CheckRunner runner = board.runner(check);
        return runner != null && question.asks(runner.definition());
    }

    private PreparedAnswers.Prepared found(Question question, Accepted form, boolean details) {
        // Read before anything is asked: a result that comes in between makes the answer one of the past.
        long asOf = version.get();
        long now = nanoTime.getAsLong();
        String against = state.against(question);
        CheckBoard.Asked asked = board.ask(question, PATIENCE.toNanos());
        Verdict verdict = Verdict.of(against, asked.outcomes());
        Report report = new Report(verdict, details, details ? histories(verdict) : Map.of(), service, clock.instant());
        long until = form == Accepted.HTML ? Math.min(asked.untilNanos(), now + PAGE_SERVES) : asked.untilNanos();
        return new PreparedAnswers.Prepared(
                Answers.of(report, form, question.consul()), asOf, asked.current() ? until : now);
    }

    private Map<String, CheckHistory> histories(Verdict verdict) {
        Map<String, CheckHistory> histories = new LinkedHashMap<>();
        for (CheckOutcome check : verdict.checks()) {
            history(check.name()).ifPresent(history -> histories.put(check.name(), history));
        }
        return histories;
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

    /** Whether a thread of this check is there, working or hung. */
    boolean busy(String check) {
        CheckRunner runner = board.runner(check);
        return runner != null && runner.busy();
    }

    /**
     * Ends the background runs and interrupts the checks that run. From then on the last outcomes are answered. Closing
     * twice is closing once.
     */
    @Override
    public void close() {
        board.close();
    }
}
