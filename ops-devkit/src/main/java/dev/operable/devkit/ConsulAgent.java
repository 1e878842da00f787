package dev.operable.devkit;

import java.net.URI;

/**
 * The Consul agent of a test, to be found, taken away and brought back. A test gets it as a parameter, see {@link
 * WithConsul}. For use by one thread at a time.
 */
public interface ConsulAgent {
    /** Where it answers, for example {@code http://127.0.0.1:23500}; the same for as long as the test class runs. */
    URI address();

    /** Ends it at once, as a crash does; its connections break. Does nothing when it is not running. */
    void kill();

    /**
     * Starts it again after {@link #kill()}, at the same address, and returns once it answers. It has forgotten
     * everything. Does nothing when it is running.
     */
    void start();

    /** Lets it hang: connections open, and no request is answered until {@link #resume()}. */
    void pause();

    /** Ends a {@link #pause()}: what was asked meanwhile is answered now. Does nothing when it is not paused. */
    void resume();

    /** Replaces it by one that knows nothing, at the same address; returns once that one answers. */
    default void restartEmpty() {
        kill();
        start();
    }
}
