package dev.operable.core;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands in the log for a throwable that says what is secret: prints as that would, with its stack, less the secret. */
final class Masked extends Throwable {
    private static final long serialVersionUID = 1L;

    /** With its causes and what was suppressed; what is more than that says nothing new. */
    private static final int MOST = 100;

    private Masked(String text, @Nullable Throwable cause) {
        super(text, cause);
    }

    /** The throwable itself if nothing of it has to be masked, and else a copy. */
    static Throwable of(Throwable thrown, UnaryOperator<String> mask) {
        Copying copying = new Copying(mask);
        Throwable copy = copying.copy(thrown);
        return copying.differs && copy != null ? copy : thrown;
    }

    /** With the name of the class for which this stands. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message has that name for who does not print this
    public String toString() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // it gets that of another
    }

    private static final class Copying {
        private final UnaryOperator<String> mask;
        private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private boolean differs;

        Copying(UnaryOperator<String> mask) {
            this.mask = mask;
        }

        /** Null for one that was copied already, since causes may go round in a circle. */
        @Nullable
        Throwable copy(Throwable thrown) {
            if (!seen.add(thrown)) {
                return null;
            }
            if (seen.size() > MOST) {
                differs = true;
                return null;
            }
            Throwable cause = thrown.getCause();
            Masked copy = new Masked(masked(thrown.toString()), cause == null ? null : copy(cause));
            masked(String.valueOf(thrown.getMessage()));
            copy.setStackTrace(thrown.getStackTrace());
            for (Throwable suppressed : thrown.getSuppressed()) {
                Throwable other = copy(suppressed);
                if (other != null) {
                    copy.addSuppressed(other);
                }
            }
            return copy;
        }

        private String masked(String text) {
            String masked = mask.apply(text);
            differs |= !masked.equals(text);
            return masked;
        }
    }
}
