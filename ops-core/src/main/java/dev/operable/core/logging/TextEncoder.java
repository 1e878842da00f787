package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.operable.core.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One line for people, then the stack trace; in colour on a terminal. Nothing in a value can break the line or drive the terminal. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final byte[] NOTHING = {};

    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    private final boolean colour;
    private final Redaction redaction;
    private final Recurring recurring;

    /** @param colour whether a terminal shows the lines */
    TextEncoder(boolean colour, Redaction redaction) {
        this.colour = colour;
        this.redaction = redaction;
        this.recurring = new Recurring(redaction, UnaryOperator.identity());
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        coloured(line, DIM, TIME.format(event.getInstant()));
        line.append(' ');
        coloured(line, colour(event.getLevel()), String.format("%-5s", event.getLevel()));
        line.append(' ');
        append(line, simpleName(event.getLoggerName()), false);
        line.append(" - ");
        append(line, event.getFormattedMessage(), false);
        OwnFields own = OwnFields.of(event, recurring);
        for (int i = 0; i < own.size(); i++) {
            pair(line, own.field(i), own.value(i));
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            append(line, StackTraces.of(event), true);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void pair(StringBuilder line, Recurring.@Nullable Field field, @Nullable Object value) {
        if (field == null || line.length() > FieldWriter.MAX_OWN) {
            return; // people have seen enough
        }
        line.append(' ').append(colour ? DIM : "");
        append(line, field.name().text(), false);
        line.append('=').append(colour ? RESET : "");
        append(line, field.hidden() ? Redaction.MASK : FieldWriter.shown(redaction, value), false);
    }

    private void coloured(StringBuilder line, String code, String text) {
        if (colour && !code.isEmpty()) {
            line.append(code).append(text).append(RESET);
        } else {
            line.append(text);
        }
    }

    private static String colour(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "\u001b[31m"; // red
            case Level.WARN_INT -> "\u001b[33m"; // yellow
            case Level.INFO_INT -> "";
            default -> DIM;
        };
    }

    private void append(StringBuilder line, String text, boolean severalLines) {
        String bounded = Characters.bounded(redaction.text(String.valueOf(text)), Characters.MAX_LENGTH);
        for (int i = 0; i < bounded.length(); i++) {
            char c = bounded.charAt(i);
            boolean layout = severalLines && (c == '\n' || c == '\t');
            if (Characters.isUnsafe(c) && !layout) {
                line.append(Characters.escape(c));
            } else {
                line.append(c);
            }
        }
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
