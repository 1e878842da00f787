package dev.operable.starter;

/**
 * A service did not start; its message names the step, the reason and the fix, its cause has the rest. What had been started
 * is stopped again and nothing is registered. Immutable.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String step;
    private final boolean toldToStop;

    StartException(String step, String message, Throwable cause) {
        this(step, message, cause, false);
    }

    private StartException(String step, String message, Throwable cause, boolean toldToStop) {
        super(message, cause);
        this.step = step;
        this.toldToStop = toldToStop;
    }

    static StartException toldToStop(String service, String step, Throwable cause) {
        return new StartException(
                step,
                "The start of " + service + " ended at its step \"" + step + "\": the process was told to end.",
                cause,
                true);
    }

    /** The step of the start that failed, hung, or was under way when the process was told to end. */
    public String step() {
        return step;
    }

    /** Whether nothing is wrong, but the process was told to end. */
    public boolean toldToStop() {
        return toldToStop;
    }
}
