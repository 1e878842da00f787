package dev.operable.core.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a stop did, and how long that took. Immutable.
 *
 * @param entries one for each step, in the order they ran
 * @param took the whole stop
 */
public record StopTimeline(List<Entry> entries, Duration took) {
    public StopTimeline {
        entries = List.copyOf(entries);
    }

    /** Whether every step ended in time and without an exception. */
    public boolean clean() {
        return entries.stream().allMatch(entry -> entry.outcome() == Outcome.DONE);
    }

    /** The timeline for people, one step after the other: {@code +0 ms DEREGISTER consul: done in 12 ms; ...}. */
    public String describe() {
        return entries.stream().map(Entry::describe).collect(Collectors.joining("; "));
    }

    /** How a step ended. */
    public enum Outcome {
        DONE,
        FAILED,
        TIMED_OUT
    }

    /**
     * One step.
     *
     * @param after from the begin of the stop to the begin of the step
     * @param problem what went wrong, empty when nothing did
     */
    public record Entry(StopPhase phase, String step, Outcome outcome, Duration after, Duration took, String problem) {
        String describe() {
            String how = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " in " + took.toMillis() + " ms";
            return "+" + after.toMillis() + " ms " + phase + " " + step + ": " + how
                    + (problem.isEmpty() ? "" : " (" + problem + ")");
        }
    }
}
