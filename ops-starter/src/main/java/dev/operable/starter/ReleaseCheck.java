package dev.operable.starter;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.LogLevel;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.database.Database;
import dev.operable.database.DatabaseException;
import dev.operable.database.DatabaseSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code OPS_MODE=check} finds of a service that is not started: nothing is migrated or registered, and no port is
 * opened. Used once, by one thread.
 *
 * <p>The service adds its own checks when it has started, so they take no part.
 */
final class ReleaseCheck {
    private final ServiceIdentity identity;
    private final List<String> rows = new ArrayList<>();
    private boolean failed;

    private ReleaseCheck(ServiceIdentity identity) {
        this.identity = identity;
    }

    /** For settings that are valid; whoever made them has proven that much. */
    static ReleaseCheck of(Settings settings, ServiceIdentity identity, Redaction redaction, boolean withDatabase) {
        LoggingSettings told = settings.get(LoggingSettings.class);
        // The report says it all; only what nobody expects is logged beside it.
        Logging logging = Logging.start(identity, told.withLevel(LogLevel.ERROR), redaction);
        try {
            ReleaseCheck check = new ReleaseCheck(identity);
            check.row("settings", "pass");
            if (withDatabase) {
                check.database(settings.get(DatabaseSettings.class));
            }
            return check;
        } finally {
            logging.close();
        }
    }

    private void database(DatabaseSettings settings) {
        String asked = "database";
        try (Database database = Database.open(settings, new SimpleMeterRegistry())) {
            row(asked, "pass");
            asked = "migrations";
            List<String> pending = database.pendingMigrations();
            row(asked, pending.isEmpty() ? "none pending" : pending.size() + " pending: " + String.join(", ", pending));
        } catch (DatabaseException why) {
            failed = true;
            row(asked, "FAIL: " + String.valueOf(why.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        }
    }

    private void row(String name, String found) {
        rows.add(String.format(Locale.ROOT, "  %-12s %s", name, found));
    }

    int exitStatus() {
        return failed ? 1 : 0;
    }

    /** For people, ending with what was not asked. */
    String report() {
        return "The check of " + identity.name() + " " + identity.version() + " for " + identity.environment() + ":\n"
                + String.join("\n", rows)
                + "\nThe service's own checks run when it has started. "
                + (failed ? "It cannot start here.\n" : "Nothing keeps it from starting.\n");
    }
}
