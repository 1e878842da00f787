package dev.operable.health;

/** What a failing check means for the service as a whole. */
public enum Criticality {
    /** A failure turns the verdict to {@link Verdict.Status#DOWN}. */
    CRITICAL,
    /** A failure turns the verdict to {@link Verdict.Status#DEGRADED}: the service still takes traffic. */
    DEGRADES,
    /** A failure is shown and changes nothing. */
    INFO
}
