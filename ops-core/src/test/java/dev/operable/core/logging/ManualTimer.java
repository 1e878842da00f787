package dev.operable.core.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes when the test says so. */
final class ManualTimer implements LogTimer {
    private final List<Waiting> waiting = new ArrayList<>();
    private long now;

    @Override
    public Runnable in(Duration delay, Runnable task) {
        Waiting added = new Waiting(now + delay.toNanos(), task);
        waiting.add(added);
        return () -> waiting.remove(added);
    }

    long nanoTime() {
        return now;
    }

    int waiting() {
        return waiting.size();
    }

    void pass(Duration time) {
        now += time.toNanos();
        List<Waiting> due = waiting.stream().filter(each -> each.at <= now).toList();
        waiting.removeAll(due);
        due.forEach(each -> each.task.run());
    }

    private static final class Waiting {
        final long at;
        final Runnable task;

        Waiting(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }
}
