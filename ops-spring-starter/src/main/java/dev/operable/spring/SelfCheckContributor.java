package dev.operable.spring;

import dev.operable.health.CheckDefinition;
import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.SelfChecks;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The self-checks in Spring Boot's health, below one name. A check that only degrades the service has the status {@code
 * DEGRADED}, which Spring Boot does not count.
 */
final class SelfCheckContributor implements CompositeHealthContributor {
    private static final Status DEGRADED = new Status("DEGRADED");

    private final SelfChecks checks;
    private volatile Set<String> theirs = Set.of();

    SelfCheckContributor(SelfChecks checks) {
        this.checks = checks;
    }

    /** Says which checks, by name, are in Spring Boot's health by themselves. */
    void leaveOut(Set<String> names) {
        theirs = Set.copyOf(names);
    }

    @Override
    public @Nullable HealthIndicator getContributor(String name) {
        return names().anyMatch(name::equals) ? () -> health(name) : null;
    }

    @Override
    public Stream<Entry> stream() {
        return names().map(name -> new Entry(name, (HealthIndicator) () -> health(name)));
    }

    private Stream<String> names() {
        return checks.definitions().stream().map(CheckDefinition::name).filter(name -> !theirs.contains(name));
    }

    private Health health(String name) {
        Optional<CheckOutcome> outcome = checks.outcome(name);
        return outcome.map(SelfCheckContributor::health)
                .orElseGet(() -> Health.unknown().build());
    }

    private static Health health(CheckOutcome outcome) {
        Health.Builder health = Health.status(status(outcome));
        outcome.result().data().forEach(health::withDetail);
        String reason = outcome.result().reason();
        return (reason.isEmpty() ? health : health.withDetail("reason", reason)).build();
    }

    private static Status status(CheckOutcome outcome) {
        if (outcome.status() == CheckResult.Status.PASS || outcome.criticality() == Criticality.INFO) {
            return Status.UP;
        }
        return outcome.status() == CheckResult.Status.FAIL && outcome.criticality() == Criticality.CRITICAL
                ? Status.DOWN
                : DEGRADED;
    }
}
