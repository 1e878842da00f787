package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.lifecycle.Maintenance;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The availability of Spring Boot and our probes, in an application that is started and stopped. */
class AvailabilityTest {
    private final List<Object> said = new ArrayList<>();
    private ConfigurableApplicationContext context;

    @BeforeEach
    void start() {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addListeners((ApplicationListener<AvailabilityChangeEvent<?>>) event -> said.add(event.getState()));
        context = application.run("--OPS_DISCOVERY=off", "--ops.stop.linger=0s");
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private String ready() {
        return context.getBean(SelfChecks.class).verdict(Probe.READY).state();
    }

    private ReadinessState theirs() {
        return context.getBean(ApplicationAvailability.class).getReadinessState();
    }

    @Test
    void bothAreReadyAfterTheStart() {
        assertThat(ready()).isEmpty();
        assertThat(theirs()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(said).containsExactly(LivenessState.CORRECT, ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Test
    void anApplicationThatRefusesTrafficIsNotReadyUntilItAcceptsItAgain() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        assertThat(ready()).isEqualTo("the application refuses traffic");

        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(ready()).isEmpty();
    }

    // Where what we say is news to us, the service refuses traffic by itself, and its end does not accept it.
    @Test
    void maintenanceRefusesTrafficOnceAndNoLongerThanItLasts() {
        Maintenance maintenance = context.getBean(Maintenance.class);
        said.clear();

        maintenance.beginFor(Duration.ofHours(1), "new disk", "ada");
        assertThat(theirs()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(ready()).isEqualTo("maintenance: new disk");

        maintenance.end("ada");
        assertThat(theirs()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(ready()).isEmpty();
        assertThat(said).containsExactly(ReadinessState.REFUSING_TRAFFIC, ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Test
    void whatTheApplicationRefusesItselfTheEndOfMaintenanceDoesNotAccept() {
        Maintenance maintenance = context.getBean(Maintenance.class);
        maintenance.beginFor(Duration.ofHours(1), "new disk", "ada");
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);

        maintenance.end("ada");

        assertThat(theirs()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(ready()).isEqualTo("the application refuses traffic");
    }

    // Answered again and again, the stack overflows.
    @Test
    void anApplicationThatInsistsIsContradictedOnce() {
        context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) event -> {
            if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            }
        });

        context.getBean(Maintenance.class).beginFor(Duration.ofHours(1), "new disk", "ada");

        assertThat(ready()).isEqualTo("maintenance: new disk");
        assertThat(said).hasSizeLessThan(10);
    }

    @Test
    void aBrokenApplicationIsNotLive() {
        assertThat(context.getBean(SelfChecks.class).verdict(Probe.LIVE).failing())
                .isEmpty();

        AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);

        assertThat(context.getBean(SelfChecks.class).verdict(Probe.LIVE).failing())
                .containsExactly("liveness");
    }

    @Test
    void anApplicationThatStopsRefusesTraffic() {
        said.clear();

        context.close();

        assertThat(said).containsExactly(ReadinessState.REFUSING_TRAFFIC);
    }

    @Test
    void maintenanceThatTheStopEndsLetsNoTrafficIn() {
        context.getBean(Maintenance.class).beginFor(Duration.ofHours(1), "new disk", "ada");
        said.clear();

        context.close();

        assertThat(said).doesNotContain(ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {}
}
