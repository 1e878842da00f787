package dev.operable.rpc;

import dev.operable.rpc.RpcException.Kind;

/** Why there was no answer. */
enum Failure {
    NO_INSTANCE(Kind.NO_INSTANCE, "no instance", false, false, false),
    REFUSED(Kind.CONNECT, "connect refused", true, true, true),
    CONNECT_TIMEOUT(Kind.CONNECT, "connect timeout", true, true, true),
    UNREACHABLE(Kind.CONNECT, "connect failed", true, true, true),
    /** All connections to the instance are in use: our load, not its fault. */
    NO_CONNECTION(Kind.CONNECT, "no free connection", true, true, false),
    BROKEN(Kind.CONNECT, "connection broke", true, false, true),
    TIMEOUT(Kind.TIMEOUT, "timeout", true, false, true),
    /** As little time as this says nothing about the instance. */
    TIMEOUT_TOO_SOON(Kind.TIMEOUT, "timeout", true, false, false),
    /** There was no connection yet when the attempt's time ended. */
    UNSENT_TIMEOUT(Kind.TIMEOUT, "timeout", true, true, true),
    /** As little time as this says nothing about the instance. */
    UNSENT_TIMEOUT_TOO_SOON(Kind.TIMEOUT, "timeout", true, true, false),
    /** The call's time ended before the attempt's, which had enough of it for an instance that is well. */
    DEADLINE(Kind.DEADLINE, "deadline", false, false, true),
    /** As little time as this says nothing about the instance. */
    DEADLINE_TOO_SOON(Kind.DEADLINE, "deadline", false, false, false),
    /** The call's time was over before the attempt began: nobody was asked. */
    NO_TIME(Kind.DEADLINE, "deadline", false, true, false),
    BODY_BROKEN(Kind.BODY, "answer broke off", true, false, true),
    /** Another instance would answer as much again. */
    BODY_TOO_LARGE(Kind.BODY, "answer too large", false, false, false),
    MALFORMED(Kind.BODY, "answer is not HTTP", true, false, true),
    /** The stream or the file that was to be sent; nothing that a server could have done. */
    REQUEST_UNREADABLE(Kind.BODY, "request body unreadable", false, false, false),
    /** There is no TLS between the two: the certificate of one side is not what the other one wants, or one speaks none. */
    UNTRUSTED(Kind.CONNECT, "TLS failed", true, true, true),
    /** The instance ended TLS once it was there, as it does when it does not want the certificate of this side. */
    TLS_ENDED(Kind.CONNECT, "TLS ended", true, false, true),
    /** This process was told of no way that can be used: nothing that another attempt could mend. */
    NO_WAY(Kind.CONNECT, "proxy unusable", false, true, false),
    /** Another attempt of the same call was faster. */
    OVERTAKEN(Kind.REJECTED, "overtaken", false, false, false),
    /** The instance is given no more at a time: another one may have room. */
    NO_PLACE(Kind.REJECTED, "no place", true, true, false),
    TOO_MANY_CALLS(Kind.REJECTED, "too many calls", false, true, false),
    /** As many futures of this process are waited for as may be. */
    TOO_MANY_FUTURES(Kind.REJECTED, "too many futures", false, true, false),
    RATE_LIMITED(Kind.REJECTED, "rate limited", false, false, false),
    INTERRUPTED(Kind.REJECTED, "interrupted", false, false, false),
    CLOSED(Kind.REJECTED, "client closed", false, false, false);

    private final Kind kind;
    private final String words;
    private final boolean repeatable;
    private final boolean neverSent;
    private final boolean instanceAtFault;

    Failure(Kind kind, String words, boolean repeatable, boolean neverSent, boolean instanceAtFault) {
        this.kind = kind;
        this.words = words;
        this.repeatable = repeatable;
        this.neverSent = neverSent;
        this.instanceAtFault = instanceAtFault;
    }

    Kind kind() {
        return kind;
    }

    String words() {
        return words;
    }

    /** Whether another attempt may end better. */
    boolean repeatable() {
        return repeatable;
    }

    /** Whether it is certain that no byte of the request left. */
    boolean neverSent() {
        return neverSent;
    }

    /** Whether a limit of this side had no room: it says nothing of the service, and much of what is asked of it. */
    boolean turnedAway() {
        return this == NO_PLACE || this == TOO_MANY_CALLS || this == TOO_MANY_FUTURES || this == RATE_LIMITED;
    }

    /** Whether an instance was waited for in vain, for too short a time to tell anything about it. */
    boolean tooSoon() {
        return this == TIMEOUT_TOO_SOON || this == UNSENT_TIMEOUT_TOO_SOON || this == DEADLINE_TOO_SOON;
    }

    /** The same of an attempt that had no connection yet, so that nothing of its request can have left. */
    Failure unsent() {
        return switch (this) {
            case TIMEOUT -> UNSENT_TIMEOUT;
            case BROKEN, MALFORMED -> UNREACHABLE;
            default -> this;
        };
    }

    /** Whether it counts towards the instance's ejection. */
    boolean instanceAtFault() {
        return instanceAtFault;
    }
}
