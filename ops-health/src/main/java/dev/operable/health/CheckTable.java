package dev.operable.health;

import java.util.List;
import java.util.Locale;

/** A verdict as a table for a terminal. */
final class CheckTable {
    private CheckTable() {}

    static String of(List<CheckOutcome> checks) {
        int width =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (CheckOutcome check : checks) {
            String row = String.format(
                    Locale.ROOT,
                    "  %-" + Math.max(12, width) + "s %-8s %6d ms  %s",
                    check.name(),
                    word(check),
                    check.took().toMillis(),
                    check.result().reason().replaceAll("\\s*\\R\\s*", " "));
            table.append(row.stripTrailing()).append('\n');
        }
        return table.toString();
    }

    /** In capitals what turns the verdict. */
    private static String word(CheckOutcome check) {
        String word = check.status().name();
        boolean decides = check.status() == CheckResult.Status.FAIL && check.criticality() == Criticality.CRITICAL;
        return decides ? word : word.toLowerCase(Locale.ROOT);
    }
}
