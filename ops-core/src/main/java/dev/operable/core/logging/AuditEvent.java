package dev.operable.core.logging;

import dev.operable.core.Redaction;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A change that somebody made to the running service, for the stream {@code audit} of the log. Immutable.
 *
 * <pre>{@code
 * AuditEvent.of("ada", "maintenance", "off", "on").log();
 * }</pre>
 *
 * @param who made the change, as far as it is known: a person, a token's name, the address of a caller
 * @param what was changed
 * @param before its value until then
 * @param after its value from then on
 * @param until when it changes back by itself; null if it stays
 */
public record AuditEvent(
        String who,
        String what,
        String before,
        String after,
        @Nullable Instant until) {
    private static final Logger log = LoggerFactory.getLogger(LogStream.AUDIT.logger());

    public AuditEvent {
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }

    /** A change that stays. */
    public static AuditEvent of(String who, String what, String before, String after) {
        return new AuditEvent(who, what, before, after, null);
    }

    /**
     * Writes it: level INFO, fields {@code who}, {@code what}, {@code old}, {@code new} and, if there is one, {@code until}.
     * Where {@code what} has the name of a secret, such as {@code SMTP_PASSWORD}, the two values are hidden.
     */
    public void log() {
        log(new Changed(what, before), new Changed(what, after));
    }

    /** As {@link #log()}, for values that are no secret whatever they are values of. */
    void logAsTheyAre() {
        log(before, after);
    }

    private void log(Object old, Object now) {
        LoggingEventBuilder event = log.atInfo()
                .addKeyValue("who", who)
                .addKeyValue("what", what)
                .addKeyValue("old", old)
                .addKeyValue("new", now);
        (until == null ? event : event.addKeyValue("until", until)).log("changed");
    }

    /** A value of what was changed. Our encoders show it as their rules say, others as the usual rules do. */
    record Changed(String what, String value) {
        @Override
        public String toString() {
            return Redaction.standard().value(what, value);
        }
    }
}
