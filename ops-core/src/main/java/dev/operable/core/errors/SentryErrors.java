package dev.operable.core.errors;

import dev.operable.core.ServiceIdentity;

/** Starts the reporting of errors to Sentry. */
public final class SentryErrors {
    private SentryErrors() {}

    public static ErrorReporter start(SentrySettings settings, ServiceIdentity identity) {
        return ErrorReporter.none();
    }
}
