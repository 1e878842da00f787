package dev.operable.core.errors;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import java.util.Optional;

/**
 * Where errors are reported. Immutable.
 *
 * @param dsn the address of the Sentry project; without it nothing is reported and nothing started
 * @param environment the environment Sentry shows; the service's own when it is empty
 * @param release the release Sentry shows; {@code name@version} of the service when it is empty
 * @param sampleRate the share of the errors that is reported, from 0 to 1
 */
public record SentrySettings(
        @Key("SENTRY_DSN") @Doc("The Sentry project that errors are reported to.")
        Optional<Secret> dsn,

        @Key("SENTRY_ENVIRONMENT") @Doc("The environment in Sentry, where it is not SERVICE_ENVIRONMENT.")
        Optional<String> environment,

        @Key("SENTRY_RELEASE") @Doc("The release in Sentry, where it is not the name and version of the service.")
        Optional<String> release,

        @Key("SENTRY_SAMPLE_RATE") @Default("1.0") @Doc("The share of the errors that is reported, 0 to 1.")
        double sampleRate) {

    public SentrySettings {
        if (!(sampleRate >= 0 && sampleRate <= 1)) {
            throw new IllegalArgumentException("SENTRY_SAMPLE_RATE is " + sampleRate + ". It is a share, from 0 to 1.");
        }
    }

    /** Reports nothing. */
    public static SentrySettings off() {
        return new SentrySettings(Optional.empty(), Optional.empty(), Optional.empty(), 1);
    }
}
