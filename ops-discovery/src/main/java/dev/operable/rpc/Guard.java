package dev.operable.rpc;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Watches over one attempt, so that it can be ended from outside of the thread that waits for it. */
final class Guard {
    private volatile @Nullable Thread caller = Thread.currentThread();
    private volatile long endsAt;
    private final Time time;
    private final AtomicReference<@Nullable Failure> ended = new AtomicReference<>();
    private volatile @Nullable Runnable cancel;

    Guard(long endsAt, Time time) {
        this.endsAt = endsAt;
        this.time = time;
    }

    /** What is left of the attempt's time; not less than 1 ms, since 0 means forever to sockets. */
    long remainingMillis() {
        return Math.max(1, (endsAt - time.nanos() + 999_999) / 1_000_000);
    }

    /** Why the attempt was ended from outside, if it was. */
    @Nullable
    Failure ended() {
        return ended.get();
    }

    /** Says how to end what runs; done at once if it is too late already. */
    void onCancel(Runnable action) {
        cancel = action;
        if (ended.get() != null) {
            action.run();
        }
    }

    /** Says whose interrupt ends it: the thread that waits now, null while none does. */
    void watch(@Nullable Thread waiting) {
        caller = waiting;
    }

    /** Gives it until another time. */
    void extend(long until) {
        endsAt = until;
    }

    void check(long now) {
        Thread waiting = caller;
        if (waiting != null && waiting.isInterrupted()) {
            end(Failure.INTERRUPTED);
        } else if (now - endsAt >= 0) {
            end(Failure.TIMEOUT);
        }
    }

    void end(Failure why) {
        if (ended.compareAndSet(null, why)) {
            Runnable action = cancel;
            if (action != null) {
                action.run();
            }
        }
    }
}
