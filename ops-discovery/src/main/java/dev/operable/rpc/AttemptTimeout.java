package dev.operable.rpc;

import java.time.Duration;

/** Bounds one attempt, from connecting to the last byte of the answer, and ends it when the caller is interrupted. */
final class AttemptTimeout implements Step {
    private final long timeout;
    private final Watch watch;
    private final Time time;
    private final SendAttempt next;

    AttemptTimeout(Duration timeout, Watch watch, Time time, SendAttempt next) {
        this.timeout = timeout.toNanos();
        this.watch = watch;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        if (Thread.currentThread().isInterrupted()) {
            return Outcome.of(Failure.INTERRUPTED, null);
        }
        long now = time.nanos();
        boolean cut = call.endsAt() - now < timeout;
        if (cut && call.endsAt() - now <= 0) {
            return Outcome.of(Failure.DEADLINE, null);
        }
        Guard guard = watch.guard(cut ? call.endsAt() : now + timeout);
        try {
            Outcome outcome = next.send(call, guard);
            return cut && outcome.failure() == Failure.TIMEOUT
                    ? Outcome.of(Failure.DEADLINE, outcome.cause())
                    : outcome;
        } finally {
            watch.release(guard);
        }
    }
}
