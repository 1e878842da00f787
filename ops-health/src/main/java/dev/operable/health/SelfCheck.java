package dev.operable.health;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that checks one thing the service needs. The method takes nothing, may be private, and answers in one
 * of three ways: {@code void} (an exception is the failure), {@code boolean} ({@code false} is the failure) or {@link
 * CheckResult}. Durations are written {@code 500ms}, {@code 2s}, {@code 1m} or {@code PT2S}.
 *
 * <pre>{@code
 * @SelfCheck("store")
 * void store() throws SQLException { ... }
 *
 * @SelfCheck(value = "disk", criticality = DEGRADES, every = "30s", owner = "storage")
 * CheckResult disk() { return CheckResult.degraded("7% free").with("freeBytes", 734003200); }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface SelfCheck {
    /** The name that people and machines read, unique in the process. */
    String value();

    Criticality criticality() default Criticality.CRITICAL;

    Probe probe() default Probe.READY;

    /** How long a run may take before it counts as hung. */
    String timeout() default "1s";

    /**
     * The pause between runs in the background. Empty, the default: the check runs when somebody asks, and its result then
     * serves for the time of {@link #cache()}.
     */
    String every() default "";

    /** How long the result of a check that runs when asked serves; empty, the default, is two seconds. */
    String cache() default "";

    /** How many runs in a row must fail before a check that was well counts as failing. */
    int failuresUntilDown() default 1;

    /** How many runs in a row must not fail before a check that was failing no longer does. */
    int successesUntilUp() default 1;

    /** Who is asked when it fails: a team, a channel. */
    String owner() default "";

    /** The URL of what to do when it fails. */
    String runbook() default "";
}
