package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether callers find a service: by its check of each kind, and by its maintenance. */
abstract class ReadinessScenarios {
    private static final Duration LONG = Duration.ofSeconds(20);

    private HitsService service;
    private volatile CheckResult disk = CheckResult.pass();

    @BeforeEach
    void start(ConsulAgent agent) throws IOException {
        agent.restartEmpty();
        service = new HitsService(agent);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anInstanceThatIsNotReadyIsNotListed() throws Exception {
        service.provider.register(service.hits()
                .check(new ServiceCheck.Http(
                        URI.create("http://127.0.0.1:" + service.port + "/self-check/ready"),
                        Duration.ofMillis(500),
                        Duration.ofMillis(1500)))
                .build());
        within(LONG, "it is listed", () -> service.listed());
        service.readiness.set(503);
        within(LONG, "it is no longer listed", () -> !service.listed());
        service.readiness.set(200);
        within(LONG, "it is listed again", () -> service.listed());
    }

    @Test
    void whatASelfCheckAnswersIsWhatTheAgentMakesOfItAndADegradedInstanceIsStillCalled() throws Exception {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            checks.add(HealthCheck.named("disk").cache(Duration.ZERO).of(() -> disk));
            service.server.createContext("/self-check", checks.handler());
            service.server.removeContext("/self-check/ready");
            service.provider.register(service.hits()
                    .check(new ServiceCheck.Http(
                            URI.create("http://127.0.0.1:" + service.port + "/self-check/ready?for=consul"),
                            Duration.ofMillis(500),
                            Duration.ofMillis(1500)))
                    .build());
            within(LONG, "it is critical before it is ready", () -> service.status()
                    .equals("critical"));
            assertThat(service.listed()).isFalse();

            checks.ready(true);
            within(LONG, "it passes", () -> service.status().equals("passing"));
            disk = CheckResult.degraded("7% free");
            within(LONG, "degraded is a warning", () -> service.status().equals("warning"));
            // The catalog hears from the agent a moment later.
            within(LONG, "it is listed", () -> service.listed());
            disk = CheckResult.fail("full");
            within(LONG, "failing is critical", () -> service.status().equals("critical"));
            within(LONG, "it is no longer listed", () -> !service.listed());
            disk = CheckResult.degraded("7% free");
            within(LONG, "a warning is listed again", () -> service.listed());
        }
    }

    @Test
    void aTtlCheckCarriesTheVerdictAlsoWhenTheAgentHasForgottenIt(ConsulAgent agent) throws Exception {
        AtomicReference<Heartbeat> verdict = new AtomicReference<>(new Heartbeat(Heartbeat.Status.PASSING, "well"));
        service.provider.register(
                service.hits().check(ServiceCheck.ttl(verdict::get)).build());
        within(LONG, "it is listed", () -> service.listed());
        verdict.set(new Heartbeat(Heartbeat.Status.CRITICAL, "no disk"));
        within(LONG, "it is no longer listed", () -> !service.listed());
        verdict.set(new Heartbeat(Heartbeat.Status.PASSING, "well"));
        within(LONG, "it is listed again", () -> service.listed());
        agent.restartEmpty();
        within(Duration.ofSeconds(15), "it is registered again", () -> service.listed());
    }

    // With Reconciler.maintain doing nothing it stays listed.
    @Test
    void nobodyFindsAServiceInMaintenanceAlsoWhenItIsRegisteredAgain(ConsulAgent agent) throws Exception {
        Registered registered = service.provider.register(service.hits().build());
        Instances hits = service.caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> HitsService.size(hits) == 1);

        service.provider.maintenance(Optional.of("new disk"));
        within(LONG, "it is no longer listed", () -> !service.listed());
        assertThat(service.maintenance(registered)).contains("new disk");
        service.provider.maintenance(Optional.of("newer disk"));
        within(LONG, "the reason follows", () -> service.maintenance(registered).equals(Optional.of("newer disk")));

        agent.restartEmpty();
        within(LONG, "it is registered again, in maintenance", () -> service.maintenance(registered)
                .equals(Optional.of("newer disk")));
        assertThat(service.listed()).isFalse();

        service.provider.maintenance(Optional.empty());
        within(LONG, "it is listed again", () -> service.listed());
    }
}
