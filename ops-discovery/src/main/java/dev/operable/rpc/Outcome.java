package dev.operable.rpc;

import org.jspecify.annotations.Nullable;

/** How an attempt ended, or a call: with an answer, or with a failure and what caused it. Immutable. */
record Outcome(
        @Nullable RpcResponse answer,
        @Nullable Failure failure,
        @Nullable Throwable cause) {
    /** Of an attempt whose step throws, which is a defect of ours; what stands behind it is told all the same. */
    static final Outcome UNKNOWN = new Outcome(null, Failure.CLOSED, null);

    private static final int TOO_MANY_REQUESTS = 429;

    static Outcome of(RpcResponse answer) {
        return new Outcome(answer, null, null);
    }

    static Outcome of(Failure failure, @Nullable Throwable cause) {
        return new Outcome(null, failure, cause);
    }

    boolean succeeded() {
        return answer != null && answer.status() < 400;
    }

    /** Whether another attempt may end better. 500 is not among them: it is an answer, most likely the same everywhere. */
    boolean repeatable() {
        return answer != null ? unavailable(answer.status()) : failure != null && failure.repeatable();
    }

    boolean neverSent() {
        return failure != null && failure.neverSent();
    }

    /** Whether there was no process to speak to: it may be gone, and another one be there instead. */
    boolean neverConnected() {
        return failure == Failure.NO_INSTANCE
                || failure == Failure.REFUSED
                || failure == Failure.CONNECT_TIMEOUT
                || failure == Failure.UNREACHABLE;
    }

    /** Whether it counts towards the instance's ejection. */
    boolean instanceAtFault() {
        return answer != null ? unavailable(answer.status()) : failure != null && failure.instanceAtFault();
    }

    /** Whether it says nothing about the instance, neither good nor bad. */
    boolean aboutUs() {
        return failure != null && !failure.instanceAtFault();
    }

    /** Whether the time that it took is the time of the work. */
    boolean didTheWork() {
        return answer != null && answer.status() < 500 && answer.status() != TOO_MANY_REQUESTS;
    }

    /** Whether the instance was waited for in vain, be it that another one answered first. */
    boolean tookTooLong() {
        return failure == Failure.OVERTAKEN
                || failure == Failure.TIMEOUT
                || failure == Failure.UNSENT_TIMEOUT
                || failure == Failure.DEADLINE
                || (failure != null && failure.tooSoon());
    }

    /** Whether the service did not do what it was asked, for whatever reason of its own or of the way there. */
    boolean serviceFailed() {
        if (answer != null) {
            return answer.status() >= 500 || answer.status() == TOO_MANY_REQUESTS;
        }
        // However little time it was given, the caller got no answer; only the instance is not to be held to that.
        return failure != null
                && (failure.instanceAtFault()
                        || failure.tooSoon()
                        || failure == Failure.NO_INSTANCE
                        || failure == Failure.NO_WAY);
    }

    /** Whether it says something about the service, good or bad. */
    boolean tellsOfService() {
        return answer != null || serviceFailed();
    }

    /** Whether the instance should get fewer calls for a while. */
    boolean weighsOnInstance() {
        return instanceAtFault() || (answer != null && answer.status() == TOO_MANY_REQUESTS);
    }

    /** Whether the instance, or the way to it, seems to have more to do than it can. */
    boolean overloaded() {
        return answer != null
                ? answer.status() == TOO_MANY_REQUESTS || answer.status() == 503 || answer.status() == 504
                : failure == Failure.TIMEOUT
                        || failure == Failure.UNSENT_TIMEOUT
                        || failure == Failure.DEADLINE
                        || failure == Failure.CONNECT_TIMEOUT;
    }

    /** Whether we send more than we may. */
    boolean tooMany() {
        return answer != null && answer.status() == TOO_MANY_REQUESTS;
    }

    /** For people and, with underscores, for the metrics: few different ones. */
    String words() {
        if (answer != null) {
            return answer.status() < 400 ? "ok" : "status " + answer.status();
        }
        return failure == null ? "" : failure.words();
    }

    String tag() {
        return words().replace(' ', '_');
    }

    private static boolean unavailable(int status) {
        return status == 502 || status == 503 || status == 504;
    }
}
