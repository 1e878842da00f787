package dev.operable.discovery;

import java.util.Optional;

/**
 * A registration that is kept: whatever Consul forgets or gets wrong is repaired until {@link #deregister()}. Safe for
 * use by many threads.
 */
public interface Registered extends AutoCloseable {
    /** The registration that is kept. */
    Registration registration();

    /** Whether Consul was seen to have the registration as it should be when it was asked last. */
    boolean registered();

    /** What keeps the registration from being in place, for people; empty when nothing does, or is not known yet to. */
    Optional<String> problem();

    /**
     * Stops keeping the registration and takes it out of Consul: two tries in at most 2 s, and never an exception. Nothing
     * registers again afterwards. Later calls do nothing.
     */
    void deregister();

    /** Does what {@link #deregister()} does. */
    @Override
    default void close() {
        deregister();
    }
}
