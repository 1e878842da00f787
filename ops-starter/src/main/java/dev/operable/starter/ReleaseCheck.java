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
import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code OPS_MODE=check} finds of a service that is not started: nothing is migrated or registered, and no port is
 * opened. Used once, by one thread.
 *
 * <p>Checks that the service adds when it has started take no part; those of {@link OpsBuilder#checks} do.
 */
final class ReleaseCheck {
    private static final String DATABASE = "database";

    private final ServiceIdentity identity;
    private final List<CheckOutcome> rows = new ArrayList<>();
    private boolean failed;

    private ReleaseCheck(ServiceIdentity identity) {
        this.identity = identity;
    }

    /** For settings that are valid; whoever made them has proven that much. */
    static ReleaseCheck of(Wiring service) {
        Settings settings = service.settings();
        ServiceIdentity identity = service.identity();
        Redaction redaction = service.inCode().redaction();
        LoggingSettings told = settings.get(LoggingSettings.class);
        // The report says it all; only what nobody expects is logged beside it.
        Logging logging = Logging.start(identity, told.withLevel(LogLevel.ERROR), redaction);
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), identity, redaction)) {
            ReleaseCheck check = new ReleaseCheck(identity);
            checks.register("settings", Criticality.CRITICAL, Probe.READY, CheckResult::pass);
            service.declared().accept(checks);
            if (service.withDatabase()) {
                check.database(settings.get(DatabaseSettings.class), checks);
            } else {
                check.run(checks);
            }
            return check;
        } finally {
            logging.close();
        }
    }

    private void database(DatabaseSettings settings, SelfChecks checks) {
        String asked = DATABASE;
        long start = System.nanoTime();
        try (Database database = Database.open(settings, new SimpleMeterRegistry())) {
            checks.register(asked, Criticality.CRITICAL, Probe.READY, database.check());
            run(checks);
            asked = "migrations";
            start = System.nanoTime();
            List<String> pending = database.pendingMigrations();
            String found =
                    pending.isEmpty() ? "none pending" : pending.size() + " pending: " + String.join(", ", pending);
            CheckResult result = database.ahead()
                    .map(CheckResult::degraded)
                    .orElseGet(() -> new CheckResult(CheckResult.Status.PASS, found, Map.of()));
            row(asked, result, start);
        } catch (DatabaseException why) {
            failed = true;
            if (asked.equals(DATABASE)) {
                run(checks);
            }
            row(asked, CheckResult.fail(String.valueOf(why.getMessage())), start);
        }
    }

    /** Runs each check once. */
    private void run(SelfChecks checks) {
        Verdict verdict = checks.verdict();
        failed |= !verdict.failing().isEmpty();
        rows.addAll(verdict.checks());
    }

    private void row(String name, CheckResult found, long startNanos) {
        rows.add(CheckOutcome.found(name, found, Duration.ofNanos(System.nanoTime() - startNanos)));
    }

    int exitStatus() {
        return failed ? 1 : 0;
    }

    /** For people, ending with what was not asked. */
    String report() {
        return "The check of " + identity.name() + " " + identity.version() + " for " + identity.environment() + ":\n"
                + new Verdict(Verdict.Status.UP, "", rows).table()
                + "Checks that the service adds once it has started took no part. "
                + (failed ? "It cannot start here.\n" : "Nothing keeps it from starting.\n");
    }
}
