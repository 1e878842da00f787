package dev.operable.samples.drill;

/** The drill could not be held, which says nothing about the calls. */
final class DrillFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DrillFailed(String message) {
        super(message);
    }

    DrillFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
