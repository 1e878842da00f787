package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A check as it was defined: {@link HealthCheck#named} or {@link SelfCheck}. Immutable. */
public final class CheckDefinition {
    /** How long the result of an on-demand check serves, unless it says otherwise. */
    static final Duration CACHE = Duration.ofSeconds(2);

    /** More often than this a check is load, not a look. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** How long an answer tells something at the least while there is no newer one. */
    private static final Duration TELLS = Duration.ofSeconds(30);

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_OWNER = 200;

    private final String name;
    private final Criticality criticality;
    private final Probe probe;
    private final Duration timeout;
    private final Duration every;
    private final Duration cache;
    private final int failuresUntilDown;
    private final int successesUntilUp;
    private final String owner;
    private final @Nullable URI runbook;
    private final boolean external;
    private final HealthCheck check;
    private final String origin;

    CheckDefinition(CheckBuilder builder, HealthCheck check, String origin) {
        this.name = builder.name;
        this.criticality = builder.criticality;
        this.probe = builder.probe;
        this.timeout = builder.timeout;
        this.every = builder.every;
        this.cache = builder.cache == null ? CACHE : builder.cache;
        this.failuresUntilDown = builder.failuresUntilDown;
        this.successesUntilUp = builder.successesUntilUp;
        this.owner = builder.owner.strip();
        this.runbook = builder.runbook;
        this.external = builder.external || check.external();
        this.origin = origin;
        requireSense(builder.cache != null);
        this.check = check.within(timeout);
    }

    private void requireSense(boolean cacheWasSaid) {
        if (name.isBlank() || name.length() > LONGEST_NAME || !name.equals(name.strip()) || !isSeen(name)) {
            throw new IllegalArgumentException("The check of " + origin + " needs a name that people can read, on one"
                    + " line: up to " + LONGEST_NAME + " letters, digits, signs of ASCII and spaces between them.");
        }
        require(
                shorterThanAYear(timeout) && shorterThanAYear(every) && shorterThanAYear(cache),
                "has a time of a year or more: timeout " + text(timeout) + ", every " + text(every) + ", cache "
                        + text(cache) + ".");
        require(
                timeout.compareTo(Duration.ZERO) > 0,
                "has the timeout " + text(timeout) + ". It must be longer than zero, for example 1s.");
        require(
                every.isZero() || every.compareTo(SHORTEST_PAUSE) >= 0,
                "has the interval " + text(every) + ". Write one of " + text(SHORTEST_PAUSE)
                        + " or more, for example 30s, or none to run it on demand.");
        require(!cache.isNegative(), "has the cache time " + text(cache) + ". It must not be below zero.");
        require(
                !(inBackground() && cacheWasSaid),
                "runs every " + text(every) + " and so has no use for the cache time " + text(cache)
                        + ". Take one of them away.");
        require(
                failuresUntilDown >= 1 && successesUntilUp >= 1,
                "is down after " + failuresUntilDown + " failures and up after " + successesUntilUp
                        + " successes. Both must be at least 1.");
        require(isOnOneLine(owner), "has an owner that is not on one line. Write a team or a channel.");
        require(
                owner.length() <= LONGEST_OWNER,
                "has an owner of " + owner.length() + " characters. Write a team or a channel in " + LONGEST_OWNER
                        + " or fewer.");
        require(
                runbook == null || Html.opens(runbook),
                "has the runbook \"" + runbook + "\", which is not an http or https URL.");
        require(
                !(external && probe == Probe.LIVE),
                "asks another system and cannot be of the probe LIVE: a restart of this process does not repair that"
                        + " system. Use Probe.READY.");
    }

    /** So that no two names look the same, apart from letters that do. */
    private static boolean isSeen(String text) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if ((c < ' ' || c >= 0x7F) && !Character.isLetterOrDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOnOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean shorterThanAYear(Duration time) {
        return time.compareTo(Duration.ofDays(365)) < 0;
    }

    private void require(boolean sense, String problem) {
        if (!sense) {
            throw new IllegalArgumentException("The check \"" + name + "\" of " + origin + " " + problem);
        }
    }

    public String name() {
        return name;
    }

    public Criticality criticality() {
        return criticality;
    }

    public Probe probe() {
        return probe;
    }

    /** How long a run may take before it counts as hung. */
    public Duration timeout() {
        return timeout;
    }

    /** The pause between two runs in the background; zero: it runs when somebody asks. */
    public Duration every() {
        return every;
    }

    /** How long a result serves, if it runs when asked. */
    public Duration cache() {
        return cache;
    }

    public int failuresUntilDown() {
        return failuresUntilDown;
    }

    public int successesUntilUp() {
        return successesUntilUp;
    }

    /** Who is asked when it fails; empty if nobody said. */
    public String owner() {
        return owner;
    }

    /** What to do when it fails. */
    public Optional<URI> runbook() {
        return Optional.ofNullable(runbook);
    }

    /** Whether it asks another system. */
    public boolean external() {
        return external;
    }

    boolean inBackground() {
        return !every.isZero();
    }

    /** How long a result is as good as new: that of a background check until the next one, which may take its timeout. */
    Duration serves() {
        return inBackground() ? tellsFor().plus(timeout) : cache;
    }

    /** How long a result is told while no newer one can be had: long enough for a blip, short enough not to be a lie. */
    Duration tellsFor() {
        Duration usual = (inBackground() ? every : cache).multipliedBy(10);
        return usual.compareTo(TELLS) > 0 ? usual : TELLS;
    }

    HealthCheck check() {
        return check;
    }

    /** The method that defined it. */
    String origin() {
        return origin;
    }

    /** Its name, for a definition in a log or in a report. */
    @Override
    public String toString() {
        return name;
    }
}
