package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.operable.core.Redaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MaskedTest {
    @Test
    void theStackTraceInTheLogHidesWhatTheReasonHides() {
        try (Events events = new Events();
                SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            checks.register("x", Criticality.CRITICAL, Probe.READY, () -> {
                throw leaking();
            });
            checks.verdict();
            events.await(1);

            assertThat(ThrowableProxyUtil.asString(events.list.get(0).getThrowableProxy()))
                    .doesNotContain("S3KR1T")
                    .contains(
                            "java.lang.IllegalStateException: login with password: •••",
                            "java.lang.RuntimeException: token: •••",
                            "java.lang.Error: secret: •••",
                            "MaskedTest.leaking");
        }
    }

    @Test
    void aCopyPrintsAsItsOriginalDoes() {
        StringWriter printed = new StringWriter();
        masked(leaking()).printStackTrace(new PrintWriter(printed, true));

        assertThat(printed.toString()).startsWith("java.lang.IllegalStateException: login with password: •••");
    }

    @Test
    void whatHidesNothingIsLoggedItself() {
        Exception plain = new IllegalStateException("no password", new RuntimeException("down"));

        assertThat(masked(plain)).isSameAs(plain);
    }

    @Test
    void causesThatGoRoundOrHaveNoEndAreCopiedOnce() {
        Exception round = new Exception("password: S3KR1T");
        round.initCause(new Exception("between", round));
        Exception many = new Exception("no end");
        for (int i = 0; i < 10_000; i++) {
            many = new Exception("no end", many);
        }

        assertThat(masked(round).getCause()).hasMessageContaining("between").hasNoCause();
        int depth = 0;
        for (Throwable at = masked(many); at != null; at = at.getCause()) {
            depth++;
        }
        assertThat(depth).isEqualTo(100);
    }

    private static Exception leaking() {
        Exception failure =
                new IllegalStateException("login with password: S3KR1T", new RuntimeException("token: S3KR1T"));
        failure.addSuppressed(new Error("secret: S3KR1T"));
        return failure;
    }

    private static Throwable masked(Throwable thrown) {
        return Redaction.standard().error(thrown);
    }
}
