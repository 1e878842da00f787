package dev.operable.discovery;

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
        /** Consul does not know the check or the service that the request names. */
        UNKNOWN,
        /** Any other status that is not a success. */
        ERROR,
        /** An answer that is not what Consul sends. */
        UNREADABLE
    }

    private final Kind kind;

    ConsulFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ConsulFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
