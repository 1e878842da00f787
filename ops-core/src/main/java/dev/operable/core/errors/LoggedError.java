package dev.operable.core.errors;

/** Stands for an event of level ERROR that has no throwable: its message, {@code logger: text}, without a stack trace. */
public final class LoggedError extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoggedError(String logger, String text) {
        super(logger + ": " + text, null, false, false);
    }
}
