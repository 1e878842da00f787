package dev.operable.devkit;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The fault that is played, one at a time. */
final class Faults {
    private record Played(Fault fault, CountDownLatch replaced) {}

    private final Ledger ledger;
    private volatile Played played = new Played(Fault.none(), new CountDownLatch(1));

    Faults(Ledger ledger) {
        this.ledger = ledger;
    }

    synchronized void play(Fault fault) {
        Played before = played;
        played = new Played(fault, new CountDownLatch(1));
        before.replaced().countDown();
        if (fault.interrupting()) {
            ledger.wake();
        }
    }

    /** What began under another fault meets the one that is played by then, too. */
    Optional<Answer> answer(Fault.Work work) throws InterruptedException {
        Played at = played;
        Optional<Answer> answer = at.fault().answer(work, at.replaced());
        while (at.replaced().getCount() == 0 && answer.isPresent()) {
            Answer before = answer.get();
            at = played;
            answer = at.fault().answer(() -> before, at.replaced());
        }
        return answer;
    }
}
