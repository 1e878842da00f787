package dev.operable.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Bounds one attempt, from connecting to the last byte of the answer, and ends it when the caller is interrupted. While another
 * attempt may follow, this one gets at most half of what is left of the call's time.
 */
final class AttemptTimeout implements Step {
    /** An instance that stayed silent for this part of an attempt's time hangs; one that got less may just be busy. */
    private static final int FAIR_PART = 10;

    private final Owner owner;
    private final Watchdog watchdog;
    private final Time time;
    private final SendAttempt next;

    AttemptTimeout(Owner owner, Watchdog watchdog, Time time, SendAttempt next) {
        this.owner = owner;
        this.watchdog = watchdog;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        if (Thread.currentThread().isInterrupted()) {
            return Outcome.of(Failure.INTERRUPTED, null);
        }
        long now = time.nanos();
        long left = call.endsAt() - now;
        if (left <= 0) {
            return Outcome.of(Failure.NO_TIME, null);
        }
        long timeout = owner.now().attemptNanos();
        long most = Math.min(timeout, call.anotherMayFollow() ? left / 2 : left);
        Guard guard = watchdog.guard(now + most);
        boolean open = false;
        try {
            call.running(guard);
            Outcome outcome = next.send(call, guard);
            open = handedOver(outcome.answer(), call, guard);
            Failure failure = outcome.failure();
            return failure == Failure.TIMEOUT || failure == Failure.UNSENT_TIMEOUT
                    ? Outcome.of(ended(failure, most, timeout, most == left && over(call)), outcome.cause())
                    : outcome;
        } finally {
            if (!open) {
                watchdog.release(guard);
            }
        }
    }

    /** An answer that is read as it comes keeps its guard, and its instance in use, until it is over. */
    private boolean handedOver(@Nullable RpcResponse answer, Call call, Guard guard) {
        OpenBody body = answer == null ? null : answer.open();
        if (body == null) {
            return false;
        }
        Node node = call.node();
        node.hold();
        body.handOver(call, () -> {
            watchdog.release(guard);
            node.letGo();
        });
        return true;
    }

    /** The time for connecting may be over before that of the call. */
    private boolean over(Call call) {
        return call.endsAt() - time.nanos() <= 0;
    }

    private static Failure ended(Failure timedOut, long most, long timeout, boolean callIsOver) {
        boolean fair = most >= timeout / FAIR_PART;
        if (callIsOver && most < timeout) {
            return fair ? Failure.DEADLINE : Failure.DEADLINE_TOO_SOON;
        }
        if (fair) {
            return timedOut;
        }
        return timedOut == Failure.TIMEOUT ? Failure.TIMEOUT_TOO_SOON : Failure.UNSENT_TIMEOUT_TOO_SOON;
    }
}
