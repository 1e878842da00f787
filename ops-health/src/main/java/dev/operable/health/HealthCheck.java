package dev.operable.health;

/**
 * One check, as code. It is called by one thread at a time; a thrown exception or error is a failure.
 *
 * @see SelfChecks#register(String, Criticality, Probe, HealthCheck)
 */
@FunctionalInterface
public interface HealthCheck {
    CheckResult run() throws Exception;
}
