package dev.operable.health;

import java.util.Arrays;
import java.util.Optional;

/** Where a thread hangs, for people. */
final class Hung {
    /** How the JDK parks a thread says less than what was called that does so. */
    private static final String[] PARKING = {"jdk.internal.", "sun.", "java.util.concurrent.locks.", "java.lang."};

    private static final String[] NOBODYS = {
        "jdk.",
        "sun.",
        "com.sun.",
        "java.",
        "javax.",
        CheckAttempt.class.getName(),
        CheckThreads.class.getName(),
        AnnotatedChecks.class.getName()
    };

    private Hung() {}

    /**
     * The method that waits, and the one outside of the JDK that called it; empty for a thread that has just ended.
     *
     * @param stack of the thread, the innermost call first
     */
    static String at(StackTraceElement... stack) {
        if (stack.length == 0) {
            return "";
        }
        StackTraceElement waits = first(stack, PARKING).orElse(stack[0]);
        return first(stack, NOBODYS)
                .filter(caller -> !caller.equals(waits))
                .map(caller -> " at " + text(waits) + ", called by " + text(caller))
                .orElse(" at " + text(waits));
    }

    private static Optional<StackTraceElement> first(StackTraceElement[] stack, String... outside) {
        return Arrays.stream(stack)
                .filter(frame -> Arrays.stream(outside).noneMatch(frame.getClassName()::startsWith))
                .findFirst();
    }

    /** Without the module and its version. */
    private static String text(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
