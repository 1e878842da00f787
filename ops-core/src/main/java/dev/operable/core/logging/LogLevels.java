package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The levels of the loggers, to look at and to change while the service runs. Each change, also one that ends by itself,
 * is an {@link AuditEvent}. Safe for use by many threads.
 *
 * <pre>{@code
 * logging.levels().set("com.acme.orders", LogLevel.DEBUG, Duration.ofMinutes(15), "ada");
 * }</pre>
 */
public final class LogLevels {
    /** Logback keeps every logger that was ever named; whoever may set levels must not fill the memory with them. */
    private static final int MOST_CHANGED = 1_000;

    private static final int LONGEST_NAME = 256;
    private static final Duration LONGEST = Duration.ofDays(30);

    private final LoggerContext context;
    private final LogTimer timer;
    private final Clock clock;
    private final Map<String, Change> changes = new HashMap<>(); // guarded by this

    LogLevels(LoggerContext context, LogTimer timer, Clock clock) {
        this.context = context;
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * Sets a level until the process ends or somebody changes it again.
     *
     * @param logger its name, or {@code ROOT}
     * @param who sets it, for the audit
     * @throws IllegalArgumentException if that is no name, or a logger of the audit itself
     */
    public synchronized void set(String logger, LogLevel level, String who) {
        String name = checked(logger);
        Change change = change(name);
        change.lasting = level.logback();
        apply(name, change, level.logback(), null, who);
    }

    /**
     * Sets a level that goes back by itself to the lasting one before it. A later change takes its place.
     *
     * @param logger its name, or {@code ROOT}
     * @param period how long, up to 30 days; measured by a clock that nobody sets
     * @param who sets it, for the audit
     * @return when it goes back
     * @throws IllegalArgumentException if that is no name, or a logger of the audit itself, or no such period
     */
    public synchronized Instant set(String logger, LogLevel level, Duration period, String who) {
        if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A level cannot be set for " + period + ". Give more than nothing, and 30 days at the most.");
        }
        String name = checked(logger);
        Change change = change(name);
        Instant until = clock.instant().plus(period);
        apply(name, change, level.logback(), until, who);
        change.cancel = timer.in(period, () -> expire(name, change, until));
        return until;
    }

    /**
     * Gives a logger back the level of the configuration.
     *
     * @param who resets it, for the audit
     * @throws IllegalArgumentException as {@link #set(String, LogLevel, String)}
     */
    public synchronized void reset(String logger, String who) {
        String name = checked(logger);
        Change change = changes.get(name);
        if (change != null) {
            change.lasting = change.initial;
            apply(name, change, change.initial, null, who);
            changes.remove(name);
        }
    }

    /** The level of one logger, whether it has one of its own or inherits it. */
    public synchronized LoggerLevel find(String logger) {
        String name = checked(logger);
        Logger known = context.exists(name);
        return known != null
                ? describe(known)
                : new LoggerLevel(name, inherited(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Asking must not make a logger, for it would stay. */
    private LogLevel inherited(String name) {
        for (int end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
            Logger parent = context.exists(name.substring(0, end));
            if (parent != null) {
                return LogLevel.of(parent.getEffectiveLevel());
            }
        }
        return LogLevel.of(context.getLogger(Logger.ROOT_LOGGER_NAME).getEffectiveLevel());
    }

    /** Every logger that has a level of its own or was changed, the root first, the others by name. */
    public synchronized List<LoggerLevel> list() {
        List<LoggerLevel> levels = new ArrayList<>();
        for (Logger logger : context.getLoggerList()) {
            if (logger.getLevel() != null || changes.containsKey(logger.getName())) {
                levels.add(describe(logger));
            }
        }
        return levels;
    }

    private Change change(String logger) {
        if (LogStream.of(logger) == LogStream.AUDIT) {
            throw new IllegalArgumentException("The level of " + logger
                    + " cannot be changed while the service runs: it says who changed what. Set LOG_STREAMS=audit=off"
                    + " to do without.");
        }
        Change known = changes.get(logger);
        if (known == null) {
            if (changes.size() >= MOST_CHANGED) {
                throw new IllegalArgumentException(
                        "The levels of " + MOST_CHANGED + " loggers are changed already. Reset some of them.");
            }
            known = new Change(context.getLogger(logger).getLevel());
            changes.put(logger, known);
        }
        return known;
    }

    private static String checked(String logger) {
        boolean name = !logger.isBlank()
                && logger.length() <= LONGEST_NAME
                && logger.chars().noneMatch(c -> c <= ' ' || Characters.isUnsafe((char) c));
        if (!name) {
            throw new IllegalArgumentException("This is not the name of a logger: it has 1 to " + LONGEST_NAME
                    + " visible characters, such as com.acme.orders.");
        }
        // Logback knows its root in any case of letters.
        return logger.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? Logger.ROOT_LOGGER_NAME : logger;
    }

    private void apply(String name, Change change, @Nullable Level level, @Nullable Instant until, String who) {
        change.cancel.run();
        change.cancel = () -> {};
        Logger logger = context.getLogger(name);
        String before = text(logger.getLevel());
        logger.setLevel(level);
        change.applied = level;
        change.until = until;
        change.who = who;
        // A level is no secret, also that of a logger that is called com.acme.TokenStore.
        new AuditEvent(who, "log level of " + name, before, text(level), until).logAsTheyAre();
    }

    private synchronized void expire(String logger, Change change, Instant until) {
        if (changes.get(logger) != change || !until.equals(change.until)) {
            return; // changed again in the meantime
        }
        if (!Objects.equals(context.getLogger(logger).getLevel(), change.applied)) {
            changes.remove(logger); // changed by others, of whom this knows nothing: theirs holds
            return;
        }
        apply(logger, change, change.lasting, null, "expiry of the change by " + change.who);
        if (change.lasting == change.initial) {
            changes.remove(logger);
        }
    }

    private LoggerLevel describe(Logger logger) {
        Change change = changes.get(logger.getName());
        Level configured = change == null ? logger.getLevel() : change.initial;
        return new LoggerLevel(
                logger.getName(),
                LogLevel.of(logger.getEffectiveLevel()),
                Optional.ofNullable(configured).map(LogLevel::of),
                Optional.ofNullable(change).map(changed -> changed.until),
                Optional.ofNullable(change).map(changed -> changed.who));
    }

    private static String text(@Nullable Level level) {
        return level == null ? "inherited" : LogLevel.of(level).toString();
    }

    /** What was changed at runtime of one logger. */
    private static final class Change {
        final @Nullable Level initial;

        @Nullable
        Level lasting;

        @Nullable
        Level applied;

        @Nullable
        Instant until;

        String who = "";
        Runnable cancel = () -> {};

        Change(@Nullable Level initial) {
            this.initial = initial;
            this.lasting = initial;
            this.applied = initial;
        }
    }
}
