package dev.operable.spring;

import dev.operable.health.CheckDefinition;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * Keeps Spring Boot's readiness and ours the same, whoever changes it. What this tells Spring Boot is not heard as news by
 * this, so that nothing goes round in circles.
 */
final class Availability {
    /** The name of the check. */
    static final String LIVENESS = "liveness";

    private final ApplicationContext context;
    private final ObjectProvider<SelfChecks> checks;
    private boolean ready; // this and the others: guarded by this
    private boolean refused;
    private boolean maintained;
    private boolean stopping;

    /** Who is telling right now; what is said by its listeners meanwhile is not answered. */
    private @Nullable Thread teller;

    Availability(ApplicationContext context, ObjectProvider<SelfChecks> checks) {
        this.context = context;
        this.checks = checks;
    }

    /** The check that fails once the application says that it is broken, and a restart would mend it. */
    static CheckDefinition liveness(ApplicationAvailability states) {
        return HealthCheck.named(LIVENESS)
                .probe(Probe.LIVE)
                .cache(Duration.ZERO)
                .of(() -> broken(states.getLastChangeEvent(LivenessState.class))
                        ? CheckResult.fail("The application said LivenessState.BROKEN.")
                        : CheckResult.pass());
    }

    /** Where nothing was said, Spring Boot's state is broken. */
    private static boolean broken(@Nullable AvailabilityChangeEvent<LivenessState> last) {
        return last != null && last.getState() == LivenessState.BROKEN;
    }

    @EventListener
    void said(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getSource() == this) {
            return;
        }
        boolean accepts = event.getState() == ReadinessState.ACCEPTING_TRAFFIC;
        boolean contradicts;
        synchronized (this) {
            refused = !accepts;
            if (ready) {
                checks.ifAvailable(present -> present.ready(accepts, "the application refuses traffic"));
            }
            contradicts = accepts && maintained && !stopping && teller != Thread.currentThread();
        }
        if (contradicts) {
            tell(ReadinessState.REFUSING_TRAFFIC);
        }
    }

    /** Whether people keep traffic away. What the application itself says holds as well. */
    void maintenance(boolean on) {
        boolean changes;
        synchronized (this) {
            changes = on != maintained && !refused && !stopping;
            maintained = on;
        }
        if (changes) {
            tell(on ? ReadinessState.REFUSING_TRAFFIC : ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    /** The start is over; Spring Boot says that it accepts traffic by itself. */
    synchronized void ready() {
        ready = true;
    }

    /** From now on it is never ready again. Spring Boot says so by itself of web applications only. */
    void stopping() {
        boolean unsaid;
        synchronized (this) {
            unsaid = ready && !refused && !maintained;
            ready = false;
            stopping = true;
        }
        if (unsaid) {
            tell(ReadinessState.REFUSING_TRAFFIC);
        }
    }

    private void tell(ReadinessState state) {
        synchronized (this) {
            teller = Thread.currentThread();
        }
        try {
            AvailabilityChangeEvent.publish(context, this, state);
        } finally {
            synchronized (this) {
                teller = null;
            }
        }
    }
}
