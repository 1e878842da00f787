package dev.operable.database;

/**
 * What an instance does that starts with a database which a newer release has migrated. Both are right somewhere: during a
 * rolling release the old instances must be able to restart, while a release that was taken back by mistake must not write.
 */
public enum NewerSchema {
    /** It starts, says so, and its self-check {@code schema} is degraded. */
    DEGRADE,

    /** It does not start. */
    REFUSE
}
