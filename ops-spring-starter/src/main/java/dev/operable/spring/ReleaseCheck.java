package dev.operable.spring;

import dev.operable.core.ServiceIdentity;
import dev.operable.database.DatabaseException;
import dev.operable.database.NewerSchema;
import dev.operable.database.SchemaMigration;
import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** What {@code OPS_MODE=check} finds in an application of which nothing was started. Used once, by one thread. */
final class ReleaseCheck {
    private static final String SETTINGS = "settings";
    private static final String FLYWAY = "org.flywaydb.core.Flyway";

    private final ServiceIdentity identity;
    private final List<CheckOutcome> rows = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();

    private ReleaseCheck(ServiceIdentity identity) {
        this.identity = identity;
    }

    /** For settings that are valid, without which there is no context. */
    static ReleaseCheck of(ApplicationContext context) {
        ReleaseCheck check = new ReleaseCheck(context.getBean(ServiceIdentity.class));
        context.getBeanProvider(SelfChecks.class).ifAvailable(present -> check.checks(present.verdict()));
        if (ClassUtils.isPresent(FLYWAY, context.getClassLoader())) {
            Pending.add(context, check);
        }
        return check;
    }

    private void checks(Verdict verdict) {
        failing.addAll(verdict.failing());
        // Whoever registers first is first, and the settings come before all.
        rows.addAll(verdict.checks().stream()
                .sorted(Comparator.comparing(outcome -> !outcome.name().equals(SETTINGS)))
                .toList());
    }

    private void row(String name, CheckResult found, long startNanos) {
        rows.add(CheckOutcome.found(name, found, Duration.ofNanos(System.nanoTime() - startNanos)));
    }

    int exitStatus() {
        return failing.isEmpty() ? 0 : 1;
    }

    /** For people. */
    String report() {
        return "The check of " + identity.name() + " " + identity.version() + " for " + identity.environment() + ":\n"
                + new Verdict(Verdict.Status.UP, "", rows).table()
                + (failing.isEmpty() ? "Nothing keeps it from starting.\n" : "It cannot start here.\n");
    }

    /** Apart, since Flyway may be absent. */
    private static final class Pending {
        private static final String ROW = "migrations";

        static void add(ApplicationContext context, ReleaseCheck check) {
            long start = System.nanoTime();
            try {
                context.getBeanProvider(Flyway.class).stream().forEach(flyway -> add(flyway, check));
            } catch (DatabaseException why) {
                check.failing.add(ROW);
                check.row(ROW, CheckResult.fail(String.valueOf(why.getMessage())), start);
            }
        }

        private static void add(Flyway flyway, ReleaseCheck check) {
            long start = System.nanoTime();
            SchemaMigration migration = SchemaMigration.of(flyway, Duration.ofSeconds(1), NewerSchema.DEGRADE);
            List<String> pending = migration.pending();
            String found =
                    pending.isEmpty() ? "none pending" : pending.size() + " pending: " + String.join(", ", pending);
            check.row(
                    ROW,
                    migration
                            .ahead()
                            .map(CheckResult::degraded)
                            .orElseGet(() -> new CheckResult(CheckResult.Status.PASS, found, Map.of())),
                    start);
        }
    }
}
