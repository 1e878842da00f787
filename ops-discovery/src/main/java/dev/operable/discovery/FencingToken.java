package dev.operable.discovery;

/**
 * What tells a holder of a lease from those before it. A store that keeps the highest number it has seen and refuses a
 * lower one is safe from a holder that does not know yet that it lost the lease. Immutable.
 *
 * <p>The number is the index at which Consul gave the lease away. The count of Consul's own lock, its {@code LockIndex},
 * begins again when somebody writes or deletes the key; this index never does.
 *
 * @param key of the lease in Consul
 * @param number higher for each later holder of the lease
 * @param session of this holder in Consul
 */
public record FencingToken(String key, long number, String session) {}
