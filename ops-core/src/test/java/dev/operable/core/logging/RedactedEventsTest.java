package dev.operable.core.logging;

import static dev.operable.core.logging.Events.caused;
import static dev.operable.core.logging.Events.event;
import static dev.operable.core.logging.Events.with;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import dev.operable.config.Secret;
import dev.operable.core.Redaction;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One secret in every place of an event that a text can come from. Without the redaction each place shows it. */
final class RedactedEventsTest {
    private static final String CANARY = "c4nary-s3cret";

    @Test
    void noPlaceOfAnEventShowsASecret() {
        Throwable error = new IllegalStateException(
                "no connection to postgres://shop:" + CANARY + "@db/shop",
                new IllegalArgumentException("sent Authorization: Bearer " + CANARY));
        error.addSuppressed(new IllegalStateException("token=" + CANARY));

        assertThat(Events.line(canary(error))).doesNotContain(CANARY).contains("4711", "user");
        assertThat(Events.ecs(canary(error)).toString()).doesNotContain(CANARY).contains("4711", "user");
        assertThat(Events.text(canary(error))).doesNotContain(CANARY).contains("4711", "user");
    }

    @Test
    void numbersAreLookedAtToo() {
        assertThat(Events.json(with(event("x"), "number", 4111111111111111L))
                        .get("number")
                        .asString())
                .isEqualTo("•••");
        assertThat(Events.json(with(event("x"), "pin_token", 4711))
                        .get("pin_token")
                        .asString())
                .isEqualTo("•••");
        assertThat(Events.json(with(event("x"), "at", 1763712345678L)).get("at").isNumber())
                .isTrue();
    }

    // Where FieldWriter does not ask the rules for such a value, that of the name which was added stands there.
    @Test
    void theAuditDoesNotShowTheValuesOfASecret() {
        Redaction rules = Redaction.standard().names("iban");
        LoggingEvent event = with(event("changed"), "old", new AuditEvent.Changed("SMTP_PASSWORD", CANARY));
        with(event, "new", new AuditEvent.Changed("iban of customer 7", CANARY));

        assertThat(Events.json(event, new EventFields(Events.HITS, rules)).toString())
                .contains("\"old\":\"•••\",\"new\":\"•••\"");
        assertThat(Events.json(event, new EcsFields(Events.HITS, rules)).toString())
                .doesNotContain(CANARY);
        assertThat(Events.text(event)).contains("old=•••");
        assertThat(new AuditEvent.Changed("price list", "2026-03")).hasToString("2026-03");
    }

    private static LoggingEvent canary(Throwable error) {
        Map<String, String> mdc = Map.of("api_key", CANARY, "uri", "https://me:" + CANARY + "@host/", "user", "me");
        LoggingEvent event = Events.event("login with password=" + CANARY + " of {}", mdc);
        event.setArgumentArray(new Object[] {"{\"secret\":\"" + CANARY + "\"}"});
        with(with(event, "clientSecret", CANARY), "body", Map.of("passphrase", CANARY));
        with(with(event, "order", 4711), "wrapped", Secret.of(CANARY));
        return caused(event, error);
    }
}
