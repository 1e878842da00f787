package dev.operable.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one check found so far, and the status that follows from it: the first result counts at once, later ones as the
 * thresholds of the check say. Guarded by its runner; takes the same memory however long it runs.
 */
final class CheckMemory {
    static final int KEPT = 50;

    private final CheckDefinition check;
    private final Deque<CheckRun> runs = new ArrayDeque<>();
    private final Deque<StateChange> changes = new ArrayDeque<>();
    private CheckResult.@Nullable Status status;
    private Instant since = Instant.EPOCH;
    private int failures;
    private int successes;

    CheckMemory(CheckDefinition check) {
        this.check = check;
    }

    /** What is known with this result, and the change if it is one. */
    Recorded record(CheckResult result, Ending ending, Duration took, Instant at) {
        boolean again = ending == Ending.HANGS_ON;
        if (ending == Ending.CAME_LATE) {
            // The same run told more after it had been recorded.
            CheckRun givenUp = runs.pollLast();
            again = givenUp != null && givenUp.again();
        } else {
            boolean failed = result.status() == CheckResult.Status.FAIL;
            failures = failed ? failures + 1 : 0;
            successes = failed ? 0 : successes + 1;
        }
        Duration cost = ending.hung() ? check.timeout() : took;
        remember(runs, new CheckRun(result.status(), ending.hung(), cost, at, again));
        return concluded(result, ending.hung(), took, at);
    }

    CheckHistory history() {
        return new CheckHistory(List.copyOf(runs), List.copyOf(changes));
    }

    private Recorded concluded(CheckResult result, boolean hung, Duration took, Instant at) {
        // A check is taken to be well until it says otherwise, so that a normal start changes nothing.
        CheckResult.Status before = status == null ? CheckResult.Status.PASS : status;
        CheckResult.Status now = status == null ? result.status() : next(status, result.status());
        Optional<StateChange> change = Optional.empty();
        if (now != before) {
            change = Optional.of(new StateChange(check.name(), before, now, result.reason(), at));
            remember(changes, change.get());
        }
        if (status != now) {
            status = now;
            since = at;
        }
        return new Recorded(new CheckOutcome(check, now, result, hung, took, at, since), change);
    }

    private CheckResult.Status next(CheckResult.Status is, CheckResult.Status found) {
        if (found == CheckResult.Status.FAIL) {
            return failures >= check.failuresUntilDown() ? found : is;
        }
        return is != CheckResult.Status.FAIL || successes >= check.successesUntilUp() ? found : is;
    }

    private static <T> void remember(Deque<T> all, T one) {
        all.addLast(one);
        if (all.size() > KEPT) {
            all.removeFirst();
        }
    }

    record Recorded(CheckOutcome outcome, Optional<StateChange> change) {}
}
