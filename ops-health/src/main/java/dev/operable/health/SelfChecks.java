package dev.operable.health;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
    private final MeterRegistry registry;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(null, task, "ops-check-schedule", 0, false);
        thread.setDaemon(true);
        return thread;
    });

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
        this.clock = clock;
        this.nanoTime = nanoTime;
        scheduler.setRemoveOnCancelPolicy(true);
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
     * Registers a check that runs on demand, with a timeout of one second.
     *
     * @throws IllegalArgumentException if the name is taken or blank
     */
    public void register(String name, Criticality criticality, Probe probe, HealthCheck check) {
        register(name, criticality, probe, CheckDefinition.DEFAULT_TIMEOUT, Duration.ZERO, check);
    }

    /**
     * Registers a check.
     *
     * @param timeout how long a run may take before it counts as hung
     * @param every the pause between runs in the background; zero to run on demand
     * @throws IllegalArgumentException if the name is taken or blank, or a duration makes no sense
     */
    public void register(
            String name, Criticality criticality, Probe probe, Duration timeout, Duration every, HealthCheck check) {
        String origin = check.getClass().getName();
        register(List.of(new CheckDefinition(name, criticality, probe, timeout, every, check, origin)));
    }

    /** The start is over: {@code /self-check/started} answers 200 as far as the service is concerned. */
    public synchronized void started() {
        state = state.withStarted();
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
    }

    /**
     * Says that people keep traffic away, whatever the service itself says; or, empty, that they do so no longer. Liveness
     * does not depend on it.
     *
     * @param reason shown openly
     */
    public synchronized void maintenance(Optional<String> reason) {
        state = state.withMaintenance(reason.orElse(""));
    }

    /** The verdict of all checks and of the service's own state; waits for the largest of their timeouts at most. */
    public Verdict verdict() {
        ServiceState now = state;
        return verdict(now.notReady().isEmpty() ? now.startedReason() : now.notReady(), check -> true);
    }

    /** The verdict of one probe; waits for the largest timeout of its checks at most. */
    public Verdict verdict(Probe probe) {
        ServiceState now = state;
        String reason =
                switch (probe) {
                    case LIVE -> "";
                    case READY -> now.notReady();
                    case STARTED -> now.startedReason();
                };
        return verdict(reason, check -> check.probe() == probe);
    }

    /**
     * Answers {@code /self-check}, {@code /self-check/live}, {@code /self-check/ready} and {@code /self-check/started}
     * without details; 404 for any other path.
     *
     * @param accept the request's Accept header, or null
     */
    public SelfCheckAnswer answer(String path, @Nullable String accept) {
        return answer(path, accept, false);
    }

    /**
     * As {@link #answer(String, String)}.
     *
     * @param details whether reasons, exception texts and data are shown: only to who proved to be entitled
     */
    public SelfCheckAnswer answer(String path, @Nullable String accept, boolean details) {
        return switch (path) {
            case "/self-check" -> Answers.of(verdict(), accept, details);
            case "/self-check/live" -> Answers.of(verdict(Probe.LIVE), accept, details);
            case "/self-check/ready" -> Answers.of(verdict(Probe.READY), accept, details);
            case "/self-check/started" -> Answers.of(verdict(Probe.STARTED), accept, details);
            default -> Answers.notFound();
        };
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
    }

    private Verdict verdict(String reason, Predicate<CheckDefinition> which) {
        // All are started before the first is awaited: together they take as long as the slowest, not as their sum.
        List<CheckRunner.Pending> asked = new ArrayList<>();
        for (CheckRunner runner : runners.values()) {
            if (which.test(runner.definition())) {
                asked.add(runner.ask());
            }
        }
        return Verdict.of(reason, asked.stream().map(CheckRunner.Pending::await).toList());
    }

    private synchronized void register(List<CheckDefinition> definitions) {
        if (closed) {
            throw new IllegalStateException("These self-checks are closed; register before close().");
        }
        Map<String, CheckRunner> all = new LinkedHashMap<>(runners);
        List<CheckRunner> added = new ArrayList<>();
        for (CheckDefinition definition : definitions) {
            CheckRunner runner = new CheckRunner(definition, scheduler, clock, nanoTime);
            CheckRunner taken = all.putIfAbsent(definition.name(), runner);
            if (taken != null) {
                throw new IllegalArgumentException("Two checks are named \"" + definition.name() + "\": "
                        + taken.definition().origin() + " and " + definition.origin() + ". Rename one of them.");
            }
            added.add(runner);
        }
        runners = all;
        added.forEach(this::begin);
    }

    private void begin(CheckRunner runner) {
        CheckDefinition definition = runner.definition();
        Gauge.builder("self.check", runner, CheckRunner::level)
                .description("1 passes, 0.5 degraded, 0 fails")
                .tag("check", definition.name())
                .tag("criticality", definition.criticality().name().toLowerCase(Locale.ROOT))
                .tag("probe", definition.probe().name().toLowerCase(Locale.ROOT))
                .strongReference(true)
                .register(registry);
        runner.start();
    }
}
