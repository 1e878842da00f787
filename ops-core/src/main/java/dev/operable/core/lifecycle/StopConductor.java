package dev.operable.core.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a service in the order of {@link StopPhase}, each phase within its own time, and writes down how it went. Safe
 * for use by many threads, a JVM shutdown hook among them.
 *
 * <pre>{@code
 * StopConductor stop = new StopConductor(StopSettings.defaults());
 * stop.on(StopPhase.DRAIN, "http", () -> server.stop(0));
 * Runtime.getRuntime().addShutdownHook(new Thread(stop::stop));
 * }</pre>
 *
 * <p>Within a phase the step registered last runs first. A step that throws, or that is not done when its share of the
 * time is over, is noted, and the next one goes on; the latter is interrupted. A step's share is what is left of the
 * phase's time, divided by the steps still to come.
 */
public final class StopConductor {
    private static final Logger log = LoggerFactory.getLogger(StopConductor.class);

    private final StopSettings settings;
    private final Map<StopPhase, List<NamedStep>> steps = new EnumMap<>(StopPhase.class);
    private final CompletableFuture<StopTimeline> timeline = new CompletableFuture<>();
    private boolean stopping; // this and the steps: guarded by this

    public StopConductor(StopSettings settings) {
        this.settings = settings;
    }

    /**
     * Adds a step.
     *
     * @throws IllegalStateException if the stop has begun; whoever was about to start something must not start it
     */
    public synchronized StopConductor on(StopPhase phase, String name, StopStep step) {
        if (stopping) {
            throw new IllegalStateException("The service is stopping: it is too late for the step " + name
                    + " of the phase " + phase + ". Do not start what this step would have stopped.");
        }
        steps.computeIfAbsent(phase, none -> new ArrayList<>()).add(0, new NamedStep(name, step));
        return this;
    }

    /** Whether the stop has begun. */
    public synchronized boolean stopping() {
        return stopping;
    }

    /**
     * Stops the service, once: a second caller waits for the first and gets the same timeline.
     *
     * @throws IllegalStateException if the caller is interrupted while it waits for another one's stop
     */
    public StopTimeline stop() {
        return stop(settings.linger());
    }

    /**
     * Stops a service that nobody can have found yet, for example because its start failed: as {@link #stop()}, without
     * the wait of {@link StopPhase#LINGER}.
     */
    public StopTimeline abandon() {
        return stop(Duration.ZERO);
    }

    private StopTimeline stop(Duration linger) {
        if (!begin()) {
            return await();
        }
        try {
            return run(linger);
        } finally {
            // Only an Error gets here without a timeline, and it must not leave the others waiting.
            timeline.complete(new StopTimeline(List.of(), Duration.ZERO));
        }
    }

    private synchronized boolean begin() {
        boolean first = !stopping;
        stopping = true;
        return first;
    }

    private StopTimeline await() {
        try {
            return timeline.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while another thread stops the service.", e);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private StopTimeline run(Duration linger) {
        log.atInfo().log("Stopping.");
        StopRun run = new StopRun(settings.total());
        for (StopPhase phase : StopPhase.values()) {
            if (phase == StopPhase.FLUSH) {
                // Before the flush, so that the flush takes it along.
                write(run.timeline());
            }
            Duration own = phase == StopPhase.LINGER ? linger : phase.limit(settings);
            run.phase(phase, limit(phase, own, run), steps.getOrDefault(phase, List.of()));
        }
        StopTimeline result = run.timeline();
        timeline.complete(result);
        return result;
    }

    /** The phase's own limit, cut so that the phases that end the process still have theirs. */
    private Duration limit(StopPhase phase, Duration own, StopRun run) {
        if (phase == StopPhase.CANCEL || phase == StopPhase.FLUSH) {
            return own;
        }
        Duration reserved = StopPhase.CANCEL.limit(settings).plus(StopPhase.FLUSH.limit(settings));
        Duration left = run.left().minus(reserved);
        return left.isNegative() ? Duration.ZERO : left.compareTo(own) < 0 ? left : own;
    }

    private static void write(StopTimeline timeline) {
        var event = timeline.clean() ? log.atInfo() : log.atWarn();
        event.addKeyValue("took_ms", timeline.took().toMillis())
                .addKeyValue("clean", timeline.clean())
                .addKeyValue("timeline", timeline.describe())
                .log(
                        "Stopped {} in {} ms.",
                        timeline.clean() ? "cleanly" : "with problems",
                        timeline.took().toMillis());
    }

    /** A step and what to call it. */
    record NamedStep(String name, StopStep step) {}
}
