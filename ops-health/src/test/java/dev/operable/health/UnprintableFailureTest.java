package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a check gives back may be broken itself; that is this check's failure, of its one run, and nobody else's. */
@Timeout(60)
final class UnprintableFailureTest {
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());

    @AfterEach
    void close() {
        checks.close();
    }

    // Without the catch around the log the check is told to hang, after its timeout.
    @Test
    void anExceptionWhoseMessageFailsIsAFailureAndNoHang() {
        checks.add(HealthCheck.named("odd").of(() -> {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException("no message");
                }
            };
        }));

        CheckOutcome outcome = checks.verdict().checks().get(0);

        assertThat(outcome.hung()).isFalse();
        assertThat(outcome.status()).isEqualTo(CheckResult.Status.FAIL);
        assertThat(checks.history("odd").orElseThrow().runs()).hasSize(1);
    }

    @Test
    void anExceptionThatPrintsNothingIsNamedByItsClass() {
        checks.add(HealthCheck.named("odd").of(() -> {
            throw new Silent();
        }));

        assertThat(checks.verdict().checks().get(0).result().reason()).isEqualTo(Silent.class.getName());
    }

    // Without the look at it the answers for all checks are a NullPointerException.
    @Test
    @SuppressWarnings("NullAway") // what others may do
    void aResultWithoutAStatusFailsTheCheckThatMadeIt() {
        checks.add(HealthCheck.named("odd").of(() -> new CheckResult(null, "x", Map.of())));
        checks.add(HealthCheck.named("well").of(CheckResult::pass));

        Verdict verdict = checks.verdict();

        assertThat(verdict.table()).contains("A result needs a status.").contains("well");
    }

    private static final class Silent extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings({"NullAway", "OverrideThrowableToString", "ToStringReturnsNull"}) // what others may do
        public String toString() {
            return null;
        }
    }
}
