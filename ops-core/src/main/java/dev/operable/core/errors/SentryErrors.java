package dev.operable.core.errors;

import ch.qos.logback.classic.LoggerContext;
import dev.operable.config.Secret;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import io.sentry.Sentry;
import io.sentry.SentryOptions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports errors to Sentry: those given to it, every log event of level ERROR, and thereby also exceptions that nobody
 * caught. Events are sent by a thread of Sentry's; at most 30 wait for it, and 100
 * at once and then one a second are taken; further ones are dropped, and counted in {@code ops.errors.dropped}.
 */
public final class SentryErrors {
    private static final Logger log = LoggerFactory.getLogger(SentryErrors.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final int MAX_WAITING = 30;
    /** Enough for all kinds of errors at once; what comes beyond it is mostly the same again. */
    private static final int BURST = 100;

    private static final int PER_SECOND = 1;

    private SentryErrors() {}

    /**
     * Starts reporting. Without a DSN nothing is started; with one that is invalid as well, after one warning. Start the
     * log before: it replaces the appenders of the root logger, to which this adds one. Sentry is there once in a process: while
     * one service of it reports, a second one reports by the same.
     */
    public static ErrorReporter start(SentrySettings settings, ServiceIdentity identity) {
        return start(settings, identity, Redaction.standard());
    }

    /** As {@link #start(SentrySettings, ServiceIdentity)}, hiding more than the {@linkplain Redaction#standard() usual}. */
    public static ErrorReporter start(SentrySettings settings, ServiceIdentity identity, Redaction redaction) {
        if (settings.dsn().isEmpty()) {
            return ErrorReporter.none();
        }
        ErrorReporter there = SentryErrorReporter.shared();
        if (there != null) {
            log.atWarn().log("Sentry is in use by another service of this process, which reports the errors of both.");
            return there;
        }
        Drops drops = new Drops();
        try {
            SentryOptions options = options(settings, settings.dsn().get(), identity);
            options.setBeforeSend(new SentryRedaction(redaction, new Allowance(BURST, PER_SECOND, System::nanoTime)));
            options.setOnDiscard(drops);
            Sentry.init(options);
        } catch (IllegalArgumentException e) {
            // Neither the exception nor the DSN is shown, for both contain the key.
            log.atWarn()
                    .log("SENTRY_DSN is not a valid DSN: errors are not reported. It looks like "
                            + "https://<key>@<host>/<project>.");
            return ErrorReporter.none();
        }
        return new SentryErrorReporter((LoggerContext) LoggerFactory.getILoggerFactory(), CLOSE_LIMIT, drops).start();
    }

    private static SentryOptions options(SentrySettings settings, Secret dsn, ServiceIdentity identity) {
        SentryOptions options = new SentryOptions();
        options.setDsn(dsn.reveal());
        options.setEnvironment(settings.environment().orElse(identity.environment()));
        options.setRelease(settings.release().orElse(identity.name() + "@" + identity.version()));
        options.setServerName(identity.instance());
        options.setTag("service", identity.name());
        options.setSampleRate(settings.sampleRate());
        options.setMaxQueueSize(MAX_WAITING);
        options.setShutdownTimeoutMillis(CLOSE_LIMIT.toMillis() / 2);
        options.setSendDefaultPii(false);
        // All of it is done here or by the stop of the service, in the open.
        options.setEnableExternalConfiguration(false);
        options.setEnableUncaughtExceptionHandler(false);
        options.setEnableDeduplication(false);
        options.setEnableShutdownHook(false);
        options.setEnableAutoSessionTracking(false);
        return options;
    }
}
