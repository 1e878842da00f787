package dev.operable.health;

import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** Threads in a circle, each of which holds what another waits for. Nothing but a restart ends it. */
record DeadlockCheck(ThreadMXBean threads) implements HealthCheck {
    private static final int MOST_TOLD = 5;

    @Override
    public CheckResult run() {
        long[] ids = threads.findDeadlockedThreads();
        if (ids == null) {
            return CheckResult.pass();
        }
        String circle = Arrays.stream(threads.getThreadInfo(ids))
                .filter(Objects::nonNull) // one that has ended since
                .limit(MOST_TOLD)
                .map(DeadlockCheck::text)
                .collect(Collectors.joining("; "));
        return CheckResult.fail(ids.length + " threads wait for each other for ever: " + circle)
                .with("threads", ids.length);
    }

    private static String text(ThreadInfo thread) {
        return thread.getThreadName() + " waits for " + thread.getLockName() + " of " + thread.getLockOwnerName();
    }
}
