package dev.operable.health;

import dev.operable.core.ServiceIdentity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is made of.
 *
 * @param details whether reasons, data and histories may be told
 * @param histories of the checks of the verdict by name; empty without details
 * @param service null when nobody said whose checks these are
 * @param at when the answer was made
 */
record Report(
        Verdict verdict,
        boolean details,
        Map<String, CheckHistory> histories,
        @Nullable ServiceIdentity service,
        Instant at) {}
