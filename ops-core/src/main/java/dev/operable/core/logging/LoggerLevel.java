package dev.operable.core.logging;

import java.time.Instant;
import java.util.Optional;

/**
 * What one logger writes. Immutable.
 *
 * @param logger its name; {@code ROOT} is the one that all others inherit from
 * @param level the level in force
 * @param byDefault the level that the configuration gave it; empty if it inherits its level
 * @param until when the level in force goes back to the one before it
 * @param changedBy who changed it at runtime
 */
public record LoggerLevel(
        String logger,
        LogLevel level,
        Optional<LogLevel> byDefault,
        Optional<Instant> until,
        Optional<String> changedBy) {}
