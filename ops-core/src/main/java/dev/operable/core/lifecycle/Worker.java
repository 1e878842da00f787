package dev.operable.core.lifecycle;

/** Work that goes on for as long as the service runs, in a thread of its own: a consumer of a queue, a poller. */
@FunctionalInterface
public interface Worker {
    /**
     * Works until the thread is interrupted, which is how it is told to stop. Returning before that is a failure, as an
     * exception is.
     */
    void run() throws Exception;
}
