package dev.operable.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Where a question that stays open goes on: the rules for Consul's index, and the pause between answers. For one loop. */
final class BlockingIndex {
    private final ChurnLimit churn = new ChurnLimit(System::nanoTime, RandomGenerator.getDefault());
    private final Runnable reset;
    private long index;

    BlockingIndex() {
        this(() -> {});
    }

    /** Runs this each time when it has to begin anew. */
    BlockingIndex(Runnable reset) {
        this.reset = reset;
    }

    /** What to ask with; 0 is answered at once. */
    long next() {
        return index;
    }

    /** Takes the index of the answer; how long to pause before the next question. */
    Duration answered(long answer) {
        boolean start = index == 0;
        take(answer);
        // The answer to a start from 0 comes at once by design and is paced by what led to the start.
        return start ? Duration.ZERO : churn.answered();
    }

    /** Takes the index of an answer to a question that did not stay open, and that has a pace of its own. */
    void take(long answer) {
        // An index that fell belongs to another history; one below 1 would make every question return at once.
        if (answer < index) {
            failed();
        } else {
            index = Math.max(1, answer);
        }
    }

    /** The servers may have lost their history: waiting for the old index could block for the whole wait. */
    void failed() {
        if (index != 0) {
            index = 0;
            reset.run();
        }
    }
}
