package dev.operable.health;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a check is, apart from its code. Defaults: {@link Criticality#CRITICAL}, {@link Probe#READY}, a timeout of 1 s, run
 * when asked, its result serving for 2 s, down with the first failure and up with the first success, nobody's, no runbook.
 * For one thread; {@link #of} may be called for several checks only with a name of their own each.
 */
public final class CheckBuilder {
    final String name;
    Criticality criticality = Criticality.CRITICAL;
    Probe probe = Probe.READY;
    Duration timeout = Duration.ofSeconds(1);
    Duration every = Duration.ZERO;

    @Nullable
    Duration cache;

    int failuresUntilDown = 1;
    int successesUntilUp = 1;
    String owner = "";

    @Nullable
    URI runbook;

    boolean external;

    CheckBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** What a failure means for the service as a whole. */
    public CheckBuilder criticality(Criticality newCriticality) {
        criticality = Objects.requireNonNull(newCriticality, "criticality");
        return this;
    }

    /** The probe that asks this check. */
    public CheckBuilder probe(Probe newProbe) {
        probe = Objects.requireNonNull(newProbe, "probe");
        return this;
    }

    /** How long a run may take before it counts as hung. */
    public CheckBuilder timeout(Duration newTimeout) {
        timeout = Objects.requireNonNull(newTimeout, "timeout");
        return this;
    }

    /** Runs it in the background with this pause between two runs; zero runs it when somebody asks. */
    public CheckBuilder every(Duration newEvery) {
        every = Objects.requireNonNull(newEvery, "every");
        return this;
    }

    /** How long the result of a check that runs when asked serves, however many ask. */
    public CheckBuilder cache(Duration newCache) {
        cache = Objects.requireNonNull(newCache, "cache");
        return this;
    }

    /** How many runs in a row must fail before a check that was well counts as failing. */
    public CheckBuilder failuresUntilDown(int count) {
        failuresUntilDown = count;
        return this;
    }

    /** How many runs in a row must not fail before a check that was failing no longer does. */
    public CheckBuilder successesUntilUp(int count) {
        successesUntilUp = count;
        return this;
    }

    /** Who is asked when it fails: a team, a channel. */
    public CheckBuilder owner(String newOwner) {
        owner = Objects.requireNonNull(newOwner, "owner");
        return this;
    }

    /** What to do when it fails: the http or https URL of a page. */
    public CheckBuilder runbook(URI newRunbook) {
        runbook = Objects.requireNonNull(newRunbook, "runbook");
        return this;
    }

    /** Says that the check asks another system, as {@link HealthCheck#external()} does. */
    public CheckBuilder external() {
        external = true;
        return this;
    }

    /**
     * The check that runs this code; it is not registered yet.
     *
     * @throws IllegalArgumentException if something of it makes no sense, naming the method that called this
     */
    public CheckDefinition of(HealthCheck check) {
        return new CheckDefinition(this, Objects.requireNonNull(check, "check"), Origin.ofCaller());
    }

    CheckDefinition of(HealthCheck check, String origin) {
        return new CheckDefinition(this, Objects.requireNonNull(check, "check"), origin);
    }
}
