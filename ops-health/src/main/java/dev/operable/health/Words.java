package dev.operable.health;

import java.util.Locale;

/** The words of the wire for the names of the code. */
final class Words {
    private Words() {}

    static String of(CheckResult.Status status) {
        return switch (status) {
            case PASS -> "pass";
            case DEGRADED -> "warn";
            case FAIL -> "fail";
        };
    }

    static String of(Verdict.Status status) {
        return switch (status) {
            case UP -> "pass";
            case DEGRADED -> "warn";
            case DOWN -> "fail";
        };
    }

    static String of(Criticality criticality) {
        return criticality.name().toLowerCase(Locale.ROOT);
    }
}
