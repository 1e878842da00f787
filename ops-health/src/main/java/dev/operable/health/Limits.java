package dev.operable.health;

import java.util.Locale;

/** From which share on something is nearly, and from which it is as good as used up. */
record Limits(double degradedAbove, double failingAbove) {
    Limits {
        if (!(degradedAbove >= 0 && degradedAbove <= failingAbove && failingAbove <= 1)) {
            throw new IllegalArgumentException("Degraded above " + degradedAbove + " and failing above " + failingAbove
                    + " make no sense: write shares between 0 and 1, the first not above the second.");
        }
    }

    /** What, how much of it, and which limit it exceeds. */
    CheckResult judge(String what, double share) {
        if (share > failingAbove) {
            return CheckResult.fail(what + ", " + percent(share) + ", more than " + percent(failingAbove));
        }
        return share > degradedAbove
                ? CheckResult.degraded(what + ", " + percent(share) + ", more than " + percent(degradedAbove))
                : CheckResult.pass();
    }

    static String percent(double share) {
        double percent = share * 100;
        return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f%%" : "%.1f%%", percent);
    }
}
