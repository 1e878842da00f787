package dev.operable.core.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

/** What an event carries, what it must not carry, and what becomes of those that are too many. */
@Timeout(120)
final class SentryEventTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");
    private static final Logger log = LoggerFactory.getLogger("com.acme.Shop");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private SentryIngest ingest;
    private ErrorReporter errors;

    @BeforeEach
    void start() throws Exception {
        ingest = new SentryIngest();
        errors = SentryErrors.start(settings(), HITS);
        errors.bindTo(registry);
    }

    @AfterEach
    void close() {
        MDC.clear();
        errors.close();
        ingest.close();
    }

    @Test
    void anEventIsPartOfItsTrace() throws Exception {
        MDC.put("trace_id", TRACE);
        MDC.put("span_id", "b7ad6b7169203331");
        MDC.put("request_id", "r1");
        log.error("logged");
        errors.report(new IllegalStateException("reported"), "Sell tea");

        for (int i = 0; i < 2; i++) {
            JsonNode event = next();
            assertThat(event.at("/contexts/trace/trace_id").asString()).isEqualTo(TRACE);
            assertThat(event.at("/contexts/trace/span_id").asString()).isEqualTo("b7ad6b7169203331");
            assertThat(event.at("/tags/trace_id").asString()).isEqualTo(TRACE);
            assertThat(event.at("/tags/request_id").asString()).isEqualTo("r1");
        }
    }

    @Test
    void whatIsNoTraceIdIsNotTakenForOne() throws Exception {
        MDC.put("trace_id", "0".repeat(32));
        MDC.put("span_id", "b7ad6b7169203331");
        log.error("logged");

        assertThat(next().at("/contexts/trace/span_id").asString()).isNotEqualTo("b7ad6b7169203331");
    }

    @Test
    void aFailedRequestShowsWhichItWas() throws Exception {
        log.atError()
                .addKeyValue("method", "POST")
                .addKeyValue("path", "/links/7;token=hunter2")
                .log("A request failed.");

        JsonNode request = next().get("request");
        assertThat(request.get("method").asString()).isEqualTo("POST");
        assertThat(request.get("url").asString()).isEqualTo("/links/7;token=•••");
    }

    @Test
    void whatAnErrorOrItsCauseKnowsIsShown() throws Exception {
        log.error("Failed", new IllegalStateException("outer", new CallFailed()));
        errors.report(new CallFailed(), "Call");

        for (int i = 0; i < 2; i++) {
            assertThat(next().at("/extra/attempts").asString()).isEqualTo("10.0.0.7:80 timeout 1000 ms");
        }
    }

    @Test
    void anErrorWhoseDetailsCannotBeHadIsReportedAllTheSame() throws Exception {
        errors.report(new CallBroken(), "Call");

        JsonNode event = next();
        assertThat(event.at("/message/formatted").asString()).isEqualTo("Call");
        assertThat(event.at("/extra/details").asString())
                .isEqualTo("could not be had: java.lang.IllegalStateException: gone");
    }

    @Test
    void obeysTheIngestThatWantsNoMoreAndCountsWhatIsLost() throws Exception {
        ingest.refuse();
        log.error("first");
        next();
        // The answer arrives a little later; from then on nothing is sent, and each event is counted.
        int sent = 1;
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (dropped("ratelimit_backoff") == 0 && System.nanoTime() < end) {
            log.error("number " + sent++);
            ingest.next(Duration.ofMillis(20));
        }
        double before = dropped("ratelimit_backoff");
        ingest.rest();
        log.error("one more");
        errors.close();

        assertThat(before).isPositive();
        assertThat(dropped("ratelimit_backoff")).isGreaterThan(before);
        assertThat(ingest.rest()).isEmpty();
    }

    // Without the bound of what waits nothing is dropped here.
    @Test
    void keepsFewWhileTheIngestHangsAndCountsTheRest() throws Exception {
        ingest.hang();
        log.error("first");
        assertThat(ingest.awaitRequest()).isTrue();
        for (int i = 0; i < 90; i++) {
            log.error("number " + i);
        }

        assertThat(dropped("queue_overflow")).isBetween(60.0, 61.0);
    }

    // Without the allowance of SentryRedaction nothing is dropped here for being too much.
    @Test
    void takesNoMoreThanABurst() {
        for (int i = 0; i < 300; i++) {
            log.error("number " + i);
        }

        assertThat(dropped("before_send")).isBetween(100.0, 200.0);
    }

    @Test
    void costsNothingWithoutADsn() {
        ErrorReporter none = SentryErrors.start(SentrySettings.off(), HITS);
        Exception error = new IllegalStateException("x");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        none.report(error, "Warm up");
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            none.report(error, "Sell tea");
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private double dropped(String reason) {
        return registry.get("ops.errors.dropped")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private JsonNode next() throws InterruptedException {
        return Objects.requireNonNull(ingest.next(), "no event came");
    }

    private SentrySettings settings() {
        return new SentrySettings(Optional.of(Secret.of(ingest.dsn())), Optional.empty(), Optional.empty(), 1);
    }

    private static final class CallFailed extends RuntimeException implements ErrorDetails {
        private static final long serialVersionUID = 1L;

        CallFailed() {
            super("hunter2");
        }

        @Override
        public Map<String, String> errorDetails() {
            return Map.of("attempts", "10.0.0.7:80 timeout 1000 ms");
        }
    }

    private static final class CallBroken extends RuntimeException implements ErrorDetails {
        private static final long serialVersionUID = 1L;

        @Override
        public Map<String, String> errorDetails() {
            throw new IllegalStateException("gone");
        }
    }
}
