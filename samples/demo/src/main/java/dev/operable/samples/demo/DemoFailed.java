package dev.operable.samples.demo;

/** The demo cannot go on; the message says why, for the one who started it. */
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        super(message);
    }

    DemoFailed(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
