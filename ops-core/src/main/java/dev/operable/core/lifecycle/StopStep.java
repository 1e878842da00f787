package dev.operable.core.lifecycle;

/** One thing to do at the stop. It may throw, and it is interrupted when its time is up. */
@FunctionalInterface
public interface StopStep {
    void run() throws Exception;
}
