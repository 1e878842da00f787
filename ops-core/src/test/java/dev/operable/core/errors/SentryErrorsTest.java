package dev.operable.core.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import io.sentry.Sentry;
import io.sentry.protocol.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

@Timeout(120)
final class SentryErrorsTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");
    private static final Logger log = LoggerFactory.getLogger("com.acme.Shop");

    private SentryIngest ingest;
    private ErrorReporter errors;

    @BeforeEach
    void start() throws Exception {
        ingest = new SentryIngest();
        errors = SentryErrors.start(settings(ingest.dsn()), HITS);
    }

    @AfterEach
    void close() {
        errors.close();
        ingest.close();
    }

    @Test
    void reportsAnErrorWithWhoTheServiceIs() throws Exception {
        errors.report(new IllegalStateException("no tea left"), "Sell tea");

        JsonNode event = next();
        assertThat(exceptionValues(event)).containsExactly("no tea left");
        assertThat(event.get("environment").asString()).isEqualTo("production");
        assertThat(event.get("release").asString()).isEqualTo("hits@1.2.3");
        assertThat(event.get("server_name").asString()).isEqualTo("hits-7");
        assertThat(event.get("tags").get("service").asString()).isEqualTo("hits");
        assertThat(event.get("level").asString()).isEqualTo("error");
        assertThat(event.get("message").get("formatted").asString()).isEqualTo("Sell tea");
    }

    @Test
    void reportsLogEventsOfLevelErrorOnly() throws Exception {
        log.warn("only a warning");
        MDC.put("request_id", "r1");
        log.atError().addKeyValue("stock", 0).log("Sold out: {}", "tea");
        MDC.remove("request_id");

        JsonNode event = next();
        assertThat(event.get("message").get("message").asString()).isEqualTo("Sold out: {}");
        assertThat(event.get("message").get("formatted").asString()).isEqualTo("Sold out: tea");
        assertThat(event.get("logger").asString()).isEqualTo("com.acme.Shop");
        assertThat(event.get("tags").get("request_id").asString()).isEqualTo("r1");
        assertThat(event.get("extra").get("stock").asString()).isEqualTo("0");
        errors.close();
        assertThat(ingest.rest()).isEmpty();
    }

    // Without the callback before sending each of these places shows it.
    @Test
    void noPlaceOfAReportShowsASecret() throws Exception {
        String canary = "c4nary-s3cret";
        MDC.put("request_id", "https://me:" + canary + "@host/");
        MDC.put("api_key", canary);
        log.atError()
                .setCause(new IllegalStateException("token=" + canary, new IllegalStateException("Bearer " + canary)))
                .addKeyValue("clientSecret", canary)
                .log("password=" + canary + " of {}", "postgres://me:" + canary + "@db");
        MDC.clear();

        JsonNode event = next();
        assertThat(event.toString()).doesNotContain(canary);
        assertThat(exceptionValues(event)).containsExactly("Bearer •••", "token=•••");
    }

    // Without Reported this test fails, and the next.
    @Test
    void reportsEachThrowableOnceWhoeverLogsItAgain() throws Exception {
        Exception cause = new IllegalStateException("disk full");
        errors.report(cause, "Write");
        log.error("again", cause);
        log.error("wrapped", new IllegalArgumentException("outer", cause));
        log.error("another", new IllegalStateException("disk full"));

        assertThat(exceptionValues(next())).containsExactly("disk full");
        assertThat(next().get("message").get("formatted").asString()).isEqualTo("another");
        errors.close();
        assertThat(ingest.rest()).isEmpty();
    }

    // Sentry's own deduplication looks for what it has seen among the causes of the new one only.
    @Test
    void reportsACauseNotOnceMoreAfterWhatItCausedButASharedOneWithEach() throws Exception {
        Exception cause = new IllegalStateException("disk full");
        log.error("first", new IllegalArgumentException("outer", cause));
        log.error("its cause", cause);
        errors.report(cause, "its cause");
        log.error("second", new IllegalArgumentException("another", cause));

        assertThat(next().at("/message/formatted").asString()).isEqualTo("first");
        assertThat(next().at("/message/formatted").asString()).isEqualTo("second");
        errors.close();
        assertThat(ingest.rest()).isEmpty();
    }

    // Sentry's own search for what it has seen does not end here.
    @Test
    void reportsAnErrorWhoseCausesFormARing() throws Exception {
        Exception one = new IllegalStateException("one");
        Exception two = new IllegalStateException("two", one);
        one.initCause(two);
        log.error("ring", one);

        assertThat(next().at("/message/formatted").asString()).isEqualTo("ring");
    }

    @Test
    void reportsAnEventWithAValueThatFailsAndOneThatIsHuge() throws Exception {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        log.atError()
                .addKeyValue("broken", broken)
                .addKeyValue("huge", "x".repeat(1_000_000))
                .log("told");

        JsonNode event = next();
        assertThat(event.at("/extra/broken").asString()).isEqualTo("could not be had: java.lang.IllegalStateException");
        assertThat(event.at("/extra/huge").asString()).endsWith("x... (983616 more characters)");
    }

    // Sentry is static: closed by the second service, it would be silent for the first.
    @Test
    void aSecondServiceOfTheProcessReportsByTheSameAndDoesNotEndIt() throws Exception {
        try (ErrorReporter second = SentryErrors.start(settings(ingest.dsn()), HITS)) {
            second.report(new IllegalStateException("of the second"), "x");
        }
        log.error("after it");

        assertThat(exceptionValues(next())).containsExactly("of the second");
        assertThat(next().at("/message/formatted").asString()).isEqualTo("after it");
    }

    @Test
    void theSecondServiceGoesOnReportingWhenTheFirstOneEnds() throws Exception {
        try (ErrorReporter second = SentryErrors.start(settings(ingest.dsn()), HITS)) {
            errors.close();
            errors.close();
            errors.report(new IllegalStateException("of the first"), "late");
            second.report(new IllegalStateException("of the second"), "x");

            assertThat(exceptionValues(next())).containsExactly("of the second");
        }
        assertThat(ingest.rest()).isEmpty();
    }

    // A data class is equal to another one of the same values.
    @Test
    void twoErrorsThatAreEqualAreTwo() throws Exception {
        errors.report(new Equal(), "first");
        errors.report(new Equal(), "second");

        assertThat(next().at("/message/formatted").asString()).isEqualTo("first");
        assertThat(next().at("/message/formatted").asString()).isEqualTo("second");
    }

    private static final class Equal extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public boolean equals(Object other) {
            return other instanceof Equal;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    // Each of these reaches Sentry by a way of its own. Without SentryRedaction.user and isSentrys this test fails.
    @Test
    void nothingThatWasGivenToAScopeShowsASecret() throws Exception {
        String canary = "c4nary-s3cret";
        User user = new User();
        user.setUsername("https://me:" + canary + "@host/");
        user.setData(Map.of("api_token", canary));
        Sentry.configureScope(scope -> {
            scope.setUser(user);
            scope.setContexts("order", new Order("password=" + canary));
        });
        log.error("x");

        JsonNode event = next();
        assertThat(event.toString()).doesNotContain(canary);
        assertThat(event.at("/user/username").asString()).isEqualTo("https://me:•••@host/");
    }

    /** Sentry would serialise it by its fields. */
    private static final class Order {
        @SuppressWarnings("unused") // by reflection
        private final String note;

        Order(String note) {
            this.note = note;
        }
    }

    @Test
    void reportsWhatNobodyCaught() throws Exception {
        errors.close();
        try (Logging logging = Logging.start(HITS, LoggingSettings.defaults())) {
            assertThat(logging).isNotNull();
            errors = SentryErrors.start(settings(ingest.dsn()), HITS);
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("nobody catches this");
            });
            thread.start();
            thread.join();
        }

        assertThat(exceptionValues(next())).containsExactly("nobody catches this");
    }

    @Test
    void neverHoldsUpWhoReportsWhileTheIngestHangs() throws Exception {
        ingest.hang();
        errors.report(new IllegalStateException("first"), "x");
        assertThat(ingest.awaitRequest()).isTrue();

        long begin = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            log.error("number " + i, new IllegalStateException());
        }
        Duration logging = Duration.ofNanos(System.nanoTime() - begin);
        begin = System.nanoTime();
        errors.close();
        Duration closing = Duration.ofNanos(System.nanoTime() - begin);

        // The ingest holds each request for as long as the client waits, 5 s. Without the thread of its own for the
        // close
        // that takes 16 s.
        assertThat(logging).isLessThan(Duration.ofSeconds(10));
        assertThat(closing).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void sendsWhatIsWaitingAtTheClose() {
        for (int i = 0; i < 10; i++) {
            errors.report(new IllegalStateException("number " + i), "x");
        }

        errors.close();

        assertThat(ingest.rest()).hasSize(10);
    }

    @Test
    void reportsNothingAfterTheClose() {
        errors.close();
        errors.close();
        errors.report(new IllegalStateException("late"), "x");
        log.error("late");

        assertThat(ingest.rest()).isEmpty();
    }

    @Test
    void startsNothingWithoutADsn() {
        errors.close();
        List<String> before = threads();

        ErrorReporter none = SentryErrors.start(SentrySettings.off(), HITS);
        none.report(new IllegalStateException("x"), "x");

        assertThat(none).isSameAs(ErrorReporter.none());
        assertThat(threads()).isSubsetOf(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "https://sentry.example/7", "http://key@", "key"})
    void warnsOnceAboutAnInvalidDsnWithoutShowingIt(String dsn) {
        errors.close();
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(SentryErrors.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);

        assertThat(SentryErrors.start(settings(dsn), HITS)).isSameAs(ErrorReporter.none());
        logger.detachAppender(events);

        assertThat(events.list).hasSize(1);
        assertThat(events.list.get(0).getFormattedMessage())
                .startsWith("SENTRY_DSN is not a valid DSN")
                .doesNotContain(dsn + " ");
        assertThat(events.list.get(0).getThrowableProxy()).isNull();
    }

    @Test
    void refusesASampleRateThatIsNoShare() {
        assertThatThrownBy(() -> new SentrySettings(Optional.empty(), Optional.empty(), Optional.empty(), 2))
                .hasMessage("SENTRY_SAMPLE_RATE is 2.0. It is a share, from 0 to 1.");
    }

    private JsonNode next() throws InterruptedException {
        return Objects.requireNonNull(ingest.next(), "no event came");
    }

    private static List<String> exceptionValues(JsonNode event) {
        return event.get("exception")
                .get("values")
                .valueStream()
                .map(value -> value.get("value").asString())
                .toList();
    }

    private static SentrySettings settings(String dsn) {
        return new SentrySettings(Optional.of(Secret.of(dsn)), Optional.empty(), Optional.empty(), 1);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .sorted()
                .toList();
    }
}
