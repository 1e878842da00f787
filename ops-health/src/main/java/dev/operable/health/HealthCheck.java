package dev.operable.health;

import java.time.Duration;

/**
 * One check, as code. It is called by one thread at a time; a thrown exception or error is a failure.
 *
 * <pre>{@code
 * checks.add(HealthCheck.named("disk").criticality(DEGRADES).every(Duration.ofSeconds(30)).of(() -> disk.check()));
 * }</pre>
 */
@FunctionalInterface
public interface HealthCheck {
    /** Looks once. Who may have to wait, waits no longer than needed: nobody can end this from outside. */
    CheckResult run() throws Exception;

    /**
     * Whether this asks another system, such as a database. Such a check cannot be one of {@link Probe#LIVE}: a restart of
     * this process does not repair that system.
     */
    default boolean external() {
        return false;
    }

    /**
     * This check, made to give up by itself before the timeout of the check that it becomes. By default itself.
     *
     * @param timeout after which a run counts as hung
     */
    default HealthCheck within(Duration timeout) {
        return this;
    }

    /** Begins the description of a check that has the given name, which is unique in the process. */
    static CheckBuilder named(String name) {
        return new CheckBuilder(name);
    }
}
