package dev.operable.core.logging;

import static dev.operable.core.logging.Events.caused;
import static dev.operable.core.logging.Events.event;
import static dev.operable.core.logging.Events.text;
import static dev.operable.core.logging.Events.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.operable.config.Redaction;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TextEncoderTest {
    @Test
    void showsWhatAPersonLooksFor() {
        assertThat(text(with(event("Sold"), "price", 12))).endsWith(" INFO  Shop - Sold price=12\n");
    }

    @Test
    void neitherBreaksTheLineNorDrivesTheTerminal() {
        String text = text(with(event("a\r\nb\u2028"), "key", "\u001b[2J"));

        assertThat(text)
                .contains("a\\r\\nb\\u2028 key=\\u001b[2J")
                .doesNotContain("\u001b")
                .hasLineCount(1);
    }

    @Test
    void endsWithTheStackTraceInLinesOfItsOwn() {
        String text = text(caused(event("Failed"), new IllegalStateException("a\u001b")));

        assertThat(text.lines().skip(1).findFirst()).contains("java.lang.IllegalStateException: a\\u001b");
        assertThat(text.lines().skip(2).findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith("\tat "));
    }

    @Test
    void isColouredOnATerminalOnly() {
        LoggingEvent event = event(Level.ERROR, "Failed", Map.of());

        assertThat(new String(
                        new TextEncoder(true, Redaction.standard()).encode(with(event, "key", "a\u001b[2J")), UTF_8))
                .contains("\u001b[31mERROR\u001b[0m", "key=\u001b[0ma\\u001b[2J");
        assertThat(text(event)).doesNotContain("\u001b");
    }
}
