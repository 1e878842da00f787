package dev.operable.starter;

/**
 * A service did not start; its message names the step, the reason and the fix, its cause has the rest. What had been started
 * is stopped again and nothing is registered. Immutable.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String step;

    StartException(String step, String message, Throwable cause) {
        super(message, cause);
        this.step = step;
    }

    /** The step of the start that failed, was not done in time, or was the next one when the process was told to end. */
    public String step() {
        return step;
    }
}
