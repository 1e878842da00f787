package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.ConfigException;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class GuessedTokenTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TokenGuard.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final TokenGuard guard =
            new TokenGuard(Optional.of(Secret.of("right-and-long-enough")), new Sessions(System::nanoTime));

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(events);
    }

    @Test
    void isSaidOnceAMinuteAndNotForEachGuess() {
        for (int i = 0; i < 100; i++) {
            assertThat(guard.matches(new FakeExchange(), "guess" + i)).isFalse();
        }
        assertThat(guard.matches(new FakeExchange(), "right-and-long-enough")).isTrue();

        assertThat(List.copyOf(events.list))
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("Wrong tokens for the admin endpoints since this was last said: 1, the last from 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "zo\u00eb", "a\nb"})
    void aTokenThatNoHeaderCanCarryIsAProblemOfTheConfiguration(String token) {
        Settings.Builder settings =
                Settings.of("hits").environment(Map.of("OPS_TOKEN", token)).bind(AdminSettings.class);

        assertThatThrownBy(settings::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("OPS_TOKEN")
                .hasMessageContaining("visible ASCII")
                .hasMessageNotContaining(token);
    }

    // Without the least length this one starts, and is found by trying.
    @Test
    void aTokenThatCouldBeGuessedIsAProblemOfTheConfiguration() {
        Settings.Builder settings = Settings.of("hits")
                .environment(Map.of("OPS_TOKEN", "hunter2-hunter2"))
                .bind(AdminSettings.class);

        assertThatThrownBy(settings::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("OPS_TOKEN")
                .hasMessageContaining(
                        "must have at least 16 characters, but has 15: make one with openssl rand -base64 24")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void isCounted() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (AdminServer server = AdminFixture.server()) {
            server.bindTo(registry);
            server.guarded("/ops/secrets", exchange -> Answers.send(exchange, Answers.TEXT, "secret"))
                    .start();
            AdminClient caller = new AdminClient(server.address());

            caller.asBrowser("GET", "/ops/secrets", "");
            caller.asBrowser("GET", "/ops/secrets", "", "Authorization", "Bearer guess");
            caller.asBrowser("POST", "/ops/login", "token=guess");
            caller.get("/ops/secrets");

            assertThat(registry.get("ops.admin.tokens.refused")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
        }
    }
}
