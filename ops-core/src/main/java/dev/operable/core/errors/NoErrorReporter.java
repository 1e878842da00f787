package dev.operable.core.errors;

/** Reports nothing. */
enum NoErrorReporter implements ErrorReporter {
    INSTANCE;

    @Override
    public void report(Throwable error, String message) {}

    @Override
    public void close() {}
}
