package dev.operable.core;

import java.net.URI;
import java.nio.file.Path;

/**
 * Offers a Consul-compatible agent where none is installed. The composition roots look for an implementation with
 * {@link java.util.ServiceLoader}, in development only; {@code ops-devkit} has one.
 */
public interface DevelopmentAgent {
    /**
     * Joins the agent that the processes of this machine share: starts it when no other process hosts it, and takes it
     * over, at the same address, when its host dies. Returns once the agent answers.
     *
     * @param directory where the processes that are to find each other meet; created when it is missing
     */
    Membership join(Path directory);

    /** This process's part in the shared agent; closing it leaves the agent to the others. */
    interface Membership extends AutoCloseable {
        /** Where the agent answers, for example {@code http://127.0.0.1:38500}. It stays the same across takeovers. */
        URI address();

        @Override
        void close();
    }
}
