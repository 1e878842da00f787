package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.slf4j.event.KeyValuePair;

/** One line for people, then the stack trace. Nothing in a value can break the line or drive the terminal. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final byte[] NOTHING = {};

    private final ShortenedThrowableConverter stackTraces = StackTraces.converter();

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(event.getInstant()));
        line.append(String.format(" %-5s ", event.getLevel()));
        append(line, simpleName(event.getLoggerName()), false);
        line.append(" - ");
        append(line, event.getFormattedMessage(), false);
        event.getMDCPropertyMap().forEach((name, value) -> pair(line, name, value));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> pair(line, String.valueOf(pair.key), EventFields.text(pair.value)));
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            append(line, stackTraces.convert(event), true);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void pair(StringBuilder line, String name, String value) {
        line.append(' ');
        append(line, name, false);
        line.append('=');
        append(line, value, false);
    }

    private static void append(StringBuilder line, String text, boolean severalLines) {
        String bounded = Characters.bounded(String.valueOf(text));
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
