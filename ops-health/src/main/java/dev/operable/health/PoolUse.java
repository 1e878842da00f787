package dev.operable.health;

/**
 * How busy a pool of connections is. Immutable.
 *
 * @param active in use
 * @param most there may be
 * @param waiting callers that wait for one
 */
public record PoolUse(int active, int most, int waiting) {
    boolean exhausted() {
        return active >= most;
    }
}
