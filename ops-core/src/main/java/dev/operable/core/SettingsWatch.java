package dev.operable.core;

import dev.operable.config.Change;
import dev.operable.config.Problem;
import dev.operable.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the settings of a service follow their sources, and writes to the log what comes of it: old names that are used, each
 * change, and once each set of problems that keeps an update from being in force. Safe for use by many threads.
 */
public final class SettingsWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Settings settings;
    private final Redaction redaction;
    private volatile List<Problem> warnings = List.of();

    private SettingsWatch(Settings settings, Redaction redaction) {
        this.settings = settings;
        this.redaction = redaction;
    }

    /** Starts to look at the files and {@code .env} every 10 s, and at the other sources when they say so. */
    public static SettingsWatch start(Settings settings) {
        return start(settings, Redaction.standard());
    }

    /** As {@link #start(Settings)}, hiding more than the {@linkplain Redaction#standard() usual}. */
    public static SettingsWatch start(Settings settings, Redaction redaction) {
        SettingsWatch watch = new SettingsWatch(settings, redaction);
        watch.warn();
        settings.onReload(watch::tell);
        settings.watch(PERIOD);
        return watch;
    }

    /** Why the last update of the sources is not in force, for people; without values. Empty when all is in force. */
    public static String problem(Settings settings) {
        List<Problem> problems = settings.problems();
        if (problems.isEmpty()) {
            return "";
        }
        return problems.stream()
                .map(Problem::key)
                .distinct()
                .collect(Collectors.joining(", ", "an update of the settings is not in force because of ", ""));
    }

    private void tell(Settings.Reload reload) {
        for (Change change : reload.changes()) {
            log.atInfo()
                    .addKeyValue("key", change.key())
                    .addKeyValue("before", redaction.setting(change.key(), change.before()))
                    .addKeyValue("after", redaction.setting(change.key(), change.after()))
                    .log("A setting changed.");
        }
        for (Problem problem : reload.problems()) {
            log.atWarn()
                    .addKeyValue("key", problem.key())
                    .log("An update of the settings is not in force. {} {}", problem.key(), problem.message());
        }
        if (reload.changes().isEmpty() && reload.problems().isEmpty()) {
            log.atInfo().log("The settings agree with their sources again.");
        }
        for (Throwable failure : reload.failures()) {
            log.atError().setCause(failure).log("A listener for changed settings failed.");
        }
        warn();
    }

    /** Each old name once, as long as it stays. */
    private synchronized void warn() {
        List<Problem> now = settings.warnings();
        for (Problem old : now) {
            if (!warnings.contains(old)) {
                log.atWarn().addKeyValue("key", old.key()).log("{} {}", old.key(), old.message());
            }
        }
        warnings = now;
    }

    /** Stops looking; the settings keep what they have. Closing twice is closing once. */
    @Override
    public void close() {
        settings.close();
    }
}
