package dev.operable.discovery;

/**
 * The right to be the only one that does something, for as long as {@link #isHeld} says so. Safe for use by many threads.
 *
 * <p>It is lost when Consul could not be told in time that the holder lives, when its session or key is taken away in Consul,
 * and when this process was stopped for too long. Being told of that takes a moment, so what must never be done by two has
 * to carry the {@link #token} to where it is done.
 */
public interface Lease extends AutoCloseable {
    /** What was asked for. */
    String name();

    /** Belongs to each write that must not come from an earlier holder. */
    FencingToken token();

    /** Whether it is held now, by this process's own clock as well: it answers at once and asks nobody. */
    boolean isHeld();

    /**
     * Runs this once when it is lost other than by {@link #close}, on a thread of Operable; at once when it was lost already.
     */
    void onLoss(Runnable listener);

    /**
     * Gives it back, so that another may have it at once; at most 2 s. Never throws. When Consul cannot be told, it ends there
     * by itself.
     */
    @Override
    void close();
}
