package dev.operable.config;

import java.time.Duration;

/**
 * Rules for the compact constructors of settings; a broken one shows in the report beside the variable of the component.
 * While settings are loaded the constructor goes on after it, so that the report has all of them. Called anywhere else
 * they throw {@link IllegalArgumentException}. Safe for use by many threads.
 *
 * <pre>{@code
 * record HitsSettings(@Default("2s") Duration flushEvery) {
 *     HitsSettings {
 *         Check.positive("flushEvery", flushEvery);
 *     }
 * }
 * }</pre>
 */
public final class Check {
    private Check() {}

    public static void positive(String component, Duration value) {
        Trial.check(component, !value.isNegative() && !value.isZero(), "must be positive", value);
    }

    public static void positive(String component, long value) {
        Trial.check(component, value > 0, "must be positive", value);
    }

    public static void notNegative(String component, Duration value) {
        Trial.check(component, !value.isNegative(), "must not be negative", value);
    }

    public static void notNegative(String component, long value) {
        Trial.check(component, value >= 0, "must not be negative", value);
    }

    /** Both ends are allowed. */
    public static void between(String component, long value, long min, long max) {
        Trial.check(component, value >= min && value <= max, range(min, max), value);
    }

    /** Both ends are allowed, {@code NaN} is not. */
    public static void between(String component, double value, double min, double max) {
        Trial.check(component, value >= min && value <= max, range(min, max), value);
    }

    /** Both ends are allowed. */
    public static <T extends Comparable<? super T>> void between(String component, T value, T min, T max) {
        Trial.check(component, value.compareTo(min) >= 0 && value.compareTo(max) <= 0, range(min, max), value);
    }

    public static void notBlank(String component, String value) {
        Trial.check(component, !value.isBlank(), "must not be blank", value);
    }

    /**
     * Any other rule.
     *
     * @param requirement what must be so, to be read after the value: {@code "must be a power of two"}
     */
    public static void that(String component, boolean holds, String requirement) {
        Trial.check(component, holds, requirement, null);
    }

    private static String range(Object min, Object max) {
        return "must be between " + Shown.text(min) + " and " + Shown.text(max);
    }
}
