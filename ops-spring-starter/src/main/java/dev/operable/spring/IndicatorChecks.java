package dev.operable.spring;

import dev.operable.health.CheckDefinition;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfChecks;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.PingHealthIndicator;

/**
 * Makes self-checks of Spring Boot's health indicators, each once: not of those that tell what a check of ours tells
 * already, and not of ours. Nested ones are named by their path, {@code db/orders}.
 */
final class IndicatorChecks {
    /** Indicators bring their own timeouts, which are seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SelfChecks checks;
    private final IndicatorMeaning meaning;
    private final Set<String> known;
    private final Set<String> made = new LinkedHashSet<>();

    /** @param known names of indicators that a check of ours stands for */
    IndicatorChecks(SelfChecks checks, IndicatorMeaning meaning, Set<String> known) {
        this.checks = checks;
        this.meaning = meaning;
        this.known = new HashSet<>(known);
        this.known.addAll(
                checks.definitions().stream().map(CheckDefinition::name).collect(Collectors.toSet()));
    }

    void add(HealthContributors contributors) {
        contributors.forEach(entry -> add(entry.name(), entry.contributor()));
    }

    /** The names of the checks that were added. */
    Set<String> made() {
        return Set.copyOf(made);
    }

    private void add(String path, HealthContributor contributor) {
        if (known.contains(path) || contributor instanceof SelfCheckContributor) {
            return;
        }
        if (contributor instanceof CompositeHealthContributor composite) {
            composite.forEach(entry -> add(path + "/" + entry.name(), entry.contributor()));
        } else if (contributor instanceof HealthIndicator indicator && tells(indicator)) {
            checks.add(HealthCheck.named(path)
                    .criticality(meaning.criticality(path))
                    .probe(meaning.probe(path))
                    .timeout(TIMEOUT)
                    .of(new IndicatorCheck(indicator, meaning::fails)));
            known.add(path);
            made.add(path);
        }
    }

    /** A ping is always well, and the states are those of the probes themselves. */
    private static boolean tells(HealthIndicator indicator) {
        return !(indicator instanceof PingHealthIndicator || indicator instanceof AvailabilityStateHealthIndicator);
    }
}
