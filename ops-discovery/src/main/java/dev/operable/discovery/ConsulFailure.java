package dev.operable.discovery;

import java.time.Duration;

/** A question to Consul that got no useful answer. The message is for people and holds no token. */
final class ConsulFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What to make of it: when to try again, and whether registering again helps. */
    enum Kind {
        /** No connection: nobody listens there, nothing comes back from there, or the name is unknown. */
        UNREACHABLE,
        /** A connection, but no whole answer in time. */
        NO_ANSWER,
        /** The token lacks a permission. */
        FORBIDDEN,
        /** This machine has more connections open than Consul lets one client have. */
        CROWDED,
        /** Consul does not know the check or the service that the request names. */
        UNKNOWN,
        /** Any other status that is not a success. */
        ERROR,
        /** An answer that is not what Consul sends. */
        UNREADABLE
    }

    private final Kind kind;
    private final Duration notBefore;

    ConsulFailure(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    /**
     * One after which Consul wants to be left alone.
     *
     * @param notBefore how long; zero when it did not say
     */
    ConsulFailure(Kind kind, String message, Duration notBefore) {
        super(message);
        this.kind = kind;
        this.notBefore = notBefore;
    }

    ConsulFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.notBefore = Duration.ZERO;
    }

    Kind kind() {
        return kind;
    }

    /** How long Consul wants to be left alone; zero when it did not say. */
    Duration notBefore() {
        return notBefore;
    }
}
