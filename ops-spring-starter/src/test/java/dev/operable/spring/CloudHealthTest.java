package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.discovery.health.DiscoveryClientHealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

class CloudHealthTest {
    // Without the event the status is UNKNOWN for ever; before the registration nobody would be ready.
    @Test
    void springCloudsHealthOfDiscoveryIsKnownOnceTheApplicationIsRegistered() {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context =
                application.run("--OPS_DISCOVERY=static", "--STOCK_URL=http://127.0.0.1:4711")) {
            assertThat(context.getBean(Nothing.class).heard).containsExactly("");
            Health health =
                    context.getBean(DiscoveryClientHealthIndicator.class).health();
            assertThat(health).isNotNull();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {
        private final List<String> heard = new ArrayList<>();
        private final SelfChecks checks;

        Nothing(SelfChecks checks) {
            this.checks = checks;
        }

        @EventListener
        void registered(InstanceRegisteredEvent<?> event) {
            heard.add(checks.verdict(Probe.READY).state());
        }
    }
}
