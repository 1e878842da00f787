package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class LogLevelsTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private final Logger audit = (Logger) LoggerFactory.getLogger("ops.audit");
    private final ListAppender<ILoggingEvent> audited = new ListAppender<>();
    private final LoggerContext context = new LoggerContext();
    private final ManualTimer time = new ManualTimer();
    private final LogLevels levels = new LogLevels(context, time, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void listen() {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger("quiet").setLevel(Level.WARN);
        audited.start();
        audit.addAppender(audited);
    }

    @AfterEach
    void forget() {
        audit.detachAppender(audited);
    }

    // Without the timer the level stays.
    @Test
    void aLevelGoesBackByItself() {
        assertThat(levels.set("quiet", LogLevel.DEBUG, QUARTER, "ada")).isEqualTo(NOW.plus(QUARTER));
        assertThat(level("quiet")).isEqualTo(Level.DEBUG);

        time.pass(QUARTER.minusNanos(1));
        assertThat(level("quiet")).isEqualTo(Level.DEBUG);

        time.pass(Duration.ofNanos(1));
        assertThat(level("quiet")).isEqualTo(Level.WARN);
        assertThat(levels.find("quiet").changedBy()).isEmpty();
    }

    @Test
    void eachChangeIsAudited() {
        levels.set("com.acme", LogLevel.DEBUG, QUARTER, "ada");
        time.pass(QUARTER);
        levels.set("com.acme", LogLevel.TRACE, "bob");
        levels.reset("com.acme", "eve");

        assertThat(audit())
                .containsExactly(
                        "who=ada what=log level of com.acme old=inherited new=DEBUG until=2026-03-04T05:21:07Z",
                        "who=expiry of the change by ada what=log level of com.acme old=DEBUG new=inherited",
                        "who=bob what=log level of com.acme old=inherited new=TRACE",
                        "who=eve what=log level of com.acme old=TRACE new=inherited");
        assertThat(audited.list)
                .allSatisfy(event -> assertThat(event.getLevel()).isEqualTo(Level.INFO));
    }

    @Test
    void aLaterChangeTakesThePlaceOfAnEarlierOne() {
        levels.set("quiet", LogLevel.DEBUG, QUARTER, "ada");
        levels.set("quiet", LogLevel.TRACE, Duration.ofMinutes(1), "bob");
        assertThat(time.waiting()).isEqualTo(1);

        time.pass(Duration.ofMinutes(1));
        assertThat(level("quiet")).isEqualTo(Level.WARN);

        levels.set("quiet", LogLevel.DEBUG, QUARTER, "ada");
        levels.set("quiet", LogLevel.ERROR, "bob");
        time.pass(QUARTER);
        assertThat(level("quiet")).isEqualTo(Level.ERROR);
    }

    // By Actuator, for example. Taken back without a look, it would be gone.
    @Test
    void aLevelThatOthersSetMeanwhileStays() {
        levels.set("quiet", LogLevel.DEBUG, QUARTER, "ada");
        context.getLogger("quiet").setLevel(Level.TRACE);

        time.pass(QUARTER);

        assertThat(level("quiet")).isEqualTo(Level.TRACE);
        assertThat(levels.find("quiet").changedBy()).isEmpty();
    }

    @Test
    void goesBackToTheLastingLevelAndResetsToThatOfTheConfiguration() {
        levels.set("quiet", LogLevel.ERROR, "ada");
        levels.set("quiet", LogLevel.DEBUG, QUARTER, "ada");
        time.pass(QUARTER);
        assertThat(level("quiet")).isEqualTo(Level.ERROR);

        levels.reset("quiet", "ada");
        assertThat(level("quiet")).isEqualTo(Level.WARN);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void showsCurrentAndConfiguredLevels() {
        levels.set("com.acme", LogLevel.DEBUG, QUARTER, "ada");

        assertThat(levels.list())
                .containsExactly(
                        new LoggerLevel(
                                "ROOT", LogLevel.INFO, Optional.of(LogLevel.INFO), Optional.empty(), Optional.empty()),
                        new LoggerLevel(
                                "com.acme",
                                LogLevel.DEBUG,
                                Optional.empty(),
                                Optional.of(NOW.plus(QUARTER)),
                                Optional.of("ada")),
                        new LoggerLevel(
                                "quiet",
                                LogLevel.WARN,
                                Optional.of(LogLevel.WARN),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(levels.find("com.acme.orders").level()).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void theRootIsALoggerToo() {
        levels.set("root", LogLevel.DEBUG, QUARTER, "ada");
        assertThat(levels.find("ROOT").until()).contains(NOW.plus(QUARTER));

        time.pass(QUARTER);
        assertThat(level("ROOT")).isEqualTo(Level.INFO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops.audit", "ops.audit.orders"})
    void whoeverChangesLevelsCannotSilenceTheAudit(String logger) {
        assertThatThrownBy(() -> levels.set(logger, LogLevel.OFF, "eve"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The level of " + logger
                        + " cannot be changed while the service runs: it says who changed what. Set LOG_STREAMS=audit=off"
                        + " to do without.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u202eb"})
    void refusesWhatIsNoName(String logger) {
        assertThatThrownBy(() -> levels.set(logger, LogLevel.DEBUG, "eve"))
                .hasMessage("This is not the name of a logger: it has 1 to 256 visible characters, such as"
                        + " com.acme.orders.");
    }

    @Test
    void refusesAPeriodThatIsNone() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(31))) {
            assertThatThrownBy(() -> levels.set("quiet", LogLevel.DEBUG, wrong, "eve"))
                    .hasMessage("A level cannot be set for " + wrong
                            + ". Give more than nothing, and 30 days at the most.");
        }
        assertThat(audited.list).isEmpty();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 1_000; i++) {
            levels.set("made.up.name" + i, LogLevel.INFO, "eve");
        }

        assertThatThrownBy(() -> levels.set("one.more", LogLevel.INFO, "eve"))
                .hasMessage("The levels of 1000 loggers are changed already. Reset some of them.");
        assertThat(context.exists("one.more")).isNull();
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private List<String> audit() {
        return audited.list.stream()
                .map(event -> event.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
