package dev.operable.core.errors;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The throwables that were reported, as long as somebody has them. Safe for use by many threads. */
final class Reported {
    /** Causes may form a ring, or a chain as long as a recursion. */
    private static final int MAX_CAUSES = 20;

    private final ReferenceQueue<Throwable> gone = new ReferenceQueue<>();
    private final Set<Same> reported = new HashSet<>(); // these two: guarded by this
    private final Set<Same> causes = new HashSet<>();

    /**
     * Whether it is new: neither it nor one of its causes was reported, nor one that it caused. Two errors that have the same
     * cause are two errors, for a library may throw one exception, made in advance, again and again.
     */
    synchronized boolean add(Throwable error) {
        for (Reference<? extends Throwable> each = gone.poll(); each != null; each = gone.poll()) {
            reported.remove(each);
            causes.remove(each);
        }
        Same itself = new Same(error, gone);
        if (reported.contains(itself) || causes.contains(itself)) {
            return false;
        }
        Throwable cause = error.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (reported.contains(new Same(cause, null))) {
                return false;
            }
            cause = cause.getCause();
        }
        reported.add(itself);
        cause = error.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            causes.add(new Same(cause, gone));
            cause = cause.getCause();
        }
        return true;
    }

    /** By what it is, and not by {@code equals}, which may hold for two errors, or fail. */
    private static final class Same extends WeakReference<Throwable> {
        private final int hash;

        Same(Throwable error, @Nullable ReferenceQueue<Throwable> queue) {
            super(error, queue);
            hash = System.identityHashCode(error);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Same that && get() != null && get() == that.get());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
