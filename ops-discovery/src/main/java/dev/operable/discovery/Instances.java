package dev.operable.discovery;

import java.time.Duration;
import java.util.function.Consumer;

/** A live view of the instances of one service. Safe for use by many threads. */
public interface Instances {
    String service();

    /** The last set seen: a memory read that never waits and never fails. */
    InstanceSet current();

    /**
     * Waits for the first answer of the source, so that the first call of a process does not fail for being early.
     *
     * @return what is there when the answer has come or {@code atMost} is over
     */
    InstanceSet await(Duration atMost) throws InterruptedException;

    /**
     * Says that what is seen seems to be out of date, because an instance of it cannot be connected to or none is left: a source
     * that pauses before it looks again does so now, once a second at the most. Never waits. Without effect where addresses
     * are fixed.
     */
    default void lookAgain() {
        // What never changes is not looked at.
    }

    /**
     * Tells the listener every new set, in order, starting with the current one.
     *
     * @return ends the telling when it is closed
     */
    Subscription onChange(Consumer<InstanceSet> listener);

    /** Ends with {@link #close()}, after which the listener is not called again. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
