package dev.operable.health;

/** The question that a check helps to answer. */
public enum Probe {
    /** Should this process be restarted? Such a check must not ask any other system. */
    LIVE,
    /** Should this process get traffic? */
    READY,
    /** Has this process finished starting? */
    STARTED
}
