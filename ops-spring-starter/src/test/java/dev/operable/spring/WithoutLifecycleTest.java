package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class WithoutLifecycleTest {
    private static final List<String> WHILE_IT_STARTS = new ArrayList<>();

    // Where nobody tells the checks, they answer "starting" for ever.
    @Test
    void selfChecksAreReadyOnceTheApplicationIsAndUntilItCloses() {
        WHILE_IT_STARTS.clear();
        SpringApplication application = new SpringApplication(Slow.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        ConfigurableApplicationContext context =
                application.run("--OPS_DISCOVERY=off", "--" + Switches.LIFECYCLE + "=false");
        SelfChecks checks = context.getBean(SelfChecks.class);
        try (context) {
            assertThat(WHILE_IT_STARTS).containsExactly("starting");
            assertThat(checks.verdict(Probe.READY).state()).isEmpty();
            assertThat(checks.verdict(Probe.STARTED).state()).isEmpty();
        }
        assertThat(checks.verdict(Probe.READY).state()).isEqualTo("stopping");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Slow {
        @Bean
        CommandLineRunner work(SelfChecks checks) {
            return arguments -> WHILE_IT_STARTS.add(checks.verdict(Probe.READY).state());
        }
    }
}
