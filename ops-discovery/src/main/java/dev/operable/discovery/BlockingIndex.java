package dev.operable.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Where a question that stays open goes on: the rules for Consul's index, and the pause between answers. For one loop. */
final class BlockingIndex {
    private final ChurnLimit churn;
    private final Runnable reset;
    private long index;
    /** Of the last answer; 0 when there is none to go on from. */
    private long seen;

    BlockingIndex() {
        this(() -> {});
    }

    /** Runs this each time when it has to begin anew. */
    BlockingIndex(Runnable reset) {
        this(new ChurnLimit(System::nanoTime, RandomGenerator.getDefault()), reset);
    }

    BlockingIndex(ChurnLimit churn, Runnable reset) {
        this.churn = churn;
        this.reset = reset;
    }

    /** What to ask with; 0 is answered at once. */
    long next() {
        return index;
    }

    /** Takes the index of the answer; how long to pause before the next question. */
    Duration answered(long answer) {
        // The answer to a start from 0 comes at once by design and is paced by what led to the start; one that says
        // after
        // a pause that nothing has changed is none.
        boolean free = seen == 0 || (index == 0 && answer == seen);
        take(answer);
        if (free) {
            return Duration.ZERO;
        }
        Duration pause = churn.answered();
        if (!pause.isZero()) {
            // The agent may be replaced meanwhile without any failure that tells: waiting for the old index could block
            // for the whole wait.
            index = 0;
        }
        return pause;
    }

    /** Takes the index of an answer to a question that did not stay open, and that has a pace of its own. */
    void take(long answer) {
        // An index that fell belongs to another history; one below 1 would make every question return at once.
        if (answer < seen) {
            boolean whole = index == 0;
            failed();
            if (!whole) {
                return;
            }
        }
        seen = Math.max(1, answer);
        index = seen;
    }

    /** The servers may have lost their history: waiting for the old index could block for the whole wait. */
    void failed() {
        churn.failed();
        if (seen != 0) {
            seen = 0;
            index = 0;
            reset.run();
        }
    }
}
