package dev.operable.core.errors;

import java.util.Map;
import java.util.WeakHashMap;

/** The throwables that were reported, as long as somebody has them. Safe for use by many threads. */
final class Reported {
    /** Causes may form a ring, or a chain as long as a recursion. */
    private static final int MAX_CAUSES = 20;

    private final Map<Throwable, Boolean> reported = new WeakHashMap<>(); // these two: guarded by this
    private final Map<Throwable, Boolean> causes = new WeakHashMap<>();

    /**
     * Whether it is new: neither it nor one of its causes was reported, nor one that it caused. Two errors that have the same
     * cause are two errors, for a library may throw one exception, made in advance, again and again.
     */
    synchronized boolean add(Throwable error) {
        if (reported.containsKey(error) || causes.containsKey(error)) {
            return false;
        }
        Throwable cause = error.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (reported.containsKey(cause)) {
                return false;
            }
            cause = cause.getCause();
        }
        reported.put(error, true);
        cause = error.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            causes.put(cause, true);
            cause = cause.getCause();
        }
        return true;
    }
}
