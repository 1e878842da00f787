package dev.operable.spring;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads that applications of this JVM have of us. */
final class OpsThreads {
    private OpsThreads() {}

    static Set<Thread> now() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ops-") && thread.isAlive())
                // The log belongs to the process, not to one application in it.
                .filter(thread -> !thread.getName().startsWith("ops-log"))
                // The agent belongs to the test.
                .filter(thread -> !thread.getName().startsWith("ops-devkit"))
                .collect(Collectors.toSet());
    }
}
