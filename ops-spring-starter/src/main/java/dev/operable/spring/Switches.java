package dev.operable.spring;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The properties that switch a concern off, each with {@code false}. All are on unless said otherwise. */
final class Switches {
    static final String LOGGING = "ops.logging.enabled";
    static final String METRICS = "ops.metrics.enabled";
    static final String ERRORS = "ops.errors.enabled";
    static final String CHECKS = "ops.checks.enabled";
    static final String HEALTH = "ops.health.enabled";
    static final String ADMIN = "ops.admin.enabled";
    static final String DISCOVERY = "ops.discovery.enabled";
    static final String CALLS = "ops.calls.enabled";
    static final String CLOUD = "ops.cloud.enabled";
    static final String DATABASE = "ops.database.enabled";
    static final String LIFECYCLE = "ops.lifecycle.enabled";

    private Switches() {}

    /** The variables that set them. Settings must know them, for a variable of ours that nothing reads is a mistake. */
    static List<String> variables() {
        return Stream.of(LOGGING, METRICS, ERRORS, CHECKS, HEALTH, ADMIN, DISCOVERY, CALLS, CLOUD, DATABASE, LIFECYCLE)
                .map(property -> property.toUpperCase(Locale.ROOT).replace('.', '_'))
                .toList();
    }
}
