package dev.operable.spring;

import dev.operable.core.ServiceIdentity;
import dev.operable.health.CheckOutcome;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** What {@code OPS_MODE=check} finds in an application of which nothing was started. Used once, by one thread. */
final class ReleaseCheck {
    private static final String SETTINGS = "settings";
    private static final String FLYWAY = "org.flywaydb.core.Flyway";

    private final ServiceIdentity identity;
    private final List<String> rows = new ArrayList<>();
    private final List<String> failing = new ArrayList<>();

    private ReleaseCheck(ServiceIdentity identity) {
        this.identity = identity;
    }

    /** For settings that are valid, without which there is no context. */
    static ReleaseCheck of(ApplicationContext context) {
        ReleaseCheck check = new ReleaseCheck(context.getBean(ServiceIdentity.class));
        check.row(SETTINGS, "pass");
        context.getBeanProvider(SelfChecks.class).ifAvailable(present -> check.checks(present.verdict()));
        if (ClassUtils.isPresent(FLYWAY, context.getClassLoader())) {
            Pending.add(context, check);
        }
        return check;
    }

    private void checks(Verdict verdict) {
        failing.addAll(verdict.failing());
        List<CheckOutcome> others = verdict.checks().stream()
                .filter(outcome -> !outcome.name().equals(SETTINGS)) // said already
                .toList();
        rows.addAll(new Verdict(verdict.status(), verdict.state(), others)
                .table()
                .lines()
                .toList());
    }

    private void row(String name, String found) {
        rows.add(String.format(Locale.ROOT, "  %-12s %s", name, found));
    }

    int exitStatus() {
        return failing.isEmpty() ? 0 : 1;
    }

    /** For people. */
    String report() {
        return "The check of " + identity.name() + " " + identity.version() + " for " + identity.environment() + ":\n"
                + String.join("\n", rows)
                + (failing.isEmpty() ? "\nNothing keeps it from starting.\n" : "\nIt cannot start here.\n");
    }

    /** Apart, since Flyway may be absent. */
    private static final class Pending {
        private static final String ROW = "migrations";

        static void add(ApplicationContext context, ReleaseCheck check) {
            try {
                context.getBeanProvider(Flyway.class).stream().forEach(flyway -> add(flyway, check));
            } catch (FlywayException why) {
                check.failing.add(ROW);
                check.row(ROW, "FAIL: " + String.valueOf(why.getMessage()).replaceAll("\\s*\\R\\s*", " "));
            }
        }

        private static void add(Flyway flyway, ReleaseCheck check) {
            List<String> pending = Stream.of(flyway.info().pending())
                    .map(migration -> migration.getScript())
                    .toList();
            check.row(
                    ROW,
                    pending.isEmpty() ? "none pending" : pending.size() + " pending: " + String.join(", ", pending));
        }
    }
}
