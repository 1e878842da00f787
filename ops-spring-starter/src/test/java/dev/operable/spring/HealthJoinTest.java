package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.CheckDefinition;
import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.DiskSpaceHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

/** Spring Boot's health and our self-checks, each in the other, each once. */
class HealthJoinTest {
    private final ApplicationContextRunner withoutEndpoints = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SettingsAutoConfiguration.class,
                    SelfCheckAutoConfiguration.class,
                    DatabaseAutoConfiguration.class,
                    LifecycleAutoConfiguration.class,
                    HealthAutoConfiguration.class,
                    ApplicationAvailabilityAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    DataSourceAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:sqlite:file:join?mode=memory&cache=shared");

    private final ApplicationContextRunner application = withoutEndpoints.withConfiguration(AutoConfigurations.of(
            EndpointAutoConfiguration.class,
            WebEndpointAutoConfiguration.class,
            AvailabilityHealthContributorAutoConfiguration.class,
            AvailabilityProbesAutoConfiguration.class,
            DiskSpaceHealthContributorAutoConfiguration.class,
            HealthContributorAutoConfiguration.class,
            HealthEndpointAutoConfiguration.class,
            DataSourceHealthContributorAutoConfiguration.class));

    private static CheckOutcome check(ApplicationContext context, String name) {
        return context.getBean(SelfChecks.class).outcome(name).orElseThrow();
    }

    /** After what a start says. */
    private static Status well(ApplicationContext context) {
        AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        return status(context.getBean(HealthEndpoint.class).health());
    }

    /** The statuses of the parts, by name. */
    private static Map<String, String> health(ApplicationContext context, String... path) {
        HealthDescriptor all = context.getBean(HealthEndpoint.class).healthForPath(path);
        Map<String, String> statuses = new TreeMap<>();
        if (all instanceof CompositeHealthDescriptor composite && composite.getComponents() != null) {
            composite
                    .getComponents()
                    .forEach((name, part) -> statuses.put(name, status(part).getCode()));
        }
        return statuses;
    }

    private static Status status(@Nullable HealthDescriptor health) {
        return health == null ? Status.UNKNOWN : health.getStatus();
    }

    // It fails without the names that are left out there, and where ours are taken for theirs.
    @Test
    void eachIsInBothOnce() {
        application
                .withBean("till", CheckDefinition.class, () -> HealthCheck.named("till")
                        .of(CheckResult::pass))
                .withBean(
                        "mailHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> {
                    assertThat(context.getBean(SelfChecks.class).definitions())
                            .extracting(CheckDefinition::name)
                            .containsExactlyInAnyOrder(
                                    "settings", "till", "database", "schema", "liveness", "diskSpace", "mail");
                    assertThat(health(context))
                            .containsOnlyKeys(
                                    "db", "diskSpace", "livenessState", "mail", "ping", "readinessState", "selfCheck");
                    assertThat(health(context, "selfCheck")).containsOnlyKeys("settings", "till", "schema");
                });
    }

    @Test
    void livenessIsAmongOursWhereSpringBootDoesNotShowIt() {
        application
                .withPropertyValues(
                        "management.endpoint.health.probes.enabled=false",
                        "management.health.livenessstate.enabled=false")
                .run(context -> {
                    assertThat(health(context)).doesNotContainKey("livenessState");
                    assertThat(health(context, "selfCheck")).containsKey("liveness");
                });
    }

    @Test
    void neitherAsksItself() {
        AtomicInteger asked = new AtomicInteger();
        application
                .withBean("mailHealthIndicator", HealthIndicator.class, () -> () -> {
                    asked.incrementAndGet();
                    return Health.up().build();
                })
                .run(context -> {
                    assertThat(context.getBean(SelfChecks.class).verdict().failing())
                            .isEmpty();
                    assertThat(asked).hasValue(1);
                    assertThat(well(context)).isEqualTo(Status.UP);
                    assertThat(asked).hasValue(2);
                });
    }

    @Test
    void nestedAndReactiveIndicatorsAreChecksOfTheirPath() {
        application
                .withBean(
                        "shards",
                        CompositeHealthContributor.class,
                        () -> CompositeHealthContributor.fromMap(Map.of(
                                "one",
                                        (HealthIndicator) () -> Health.down()
                                                .withDetail("error", "no route")
                                                .build(),
                                "two",
                                        (HealthIndicator) () ->
                                                Health.up().withDetail("lag", 3).build())))
                .withBean(
                        "queue",
                        ReactiveHealthIndicator.class,
                        () -> () -> Mono.just(Health.outOfService().build()))
                .run(context -> {
                    assertThat(check(context, "shards/one").result().reason()).isEqualTo("no route");
                    assertThat(check(context, "shards/two").result().data()).containsEntry("lag", 3);
                    assertThat(check(context, "queue").status()).isEqualTo(CheckResult.Status.FAIL);
                    assertThat(check(context, "queue").result().reason()).isEqualTo("It is OUT_OF_SERVICE.");
                });
    }

    @Test
    void anIndicatorDegradesUnlessAGroupOfActuatorsSaysThatItIsCritical() {
        application
                .withPropertyValues(
                        "management.endpoint.health.group.readiness.include=readinessState,mail,shards",
                        "management.endpoint.health.group.liveness.include=livenessState,threads")
                .withBean(
                        "mailHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.down().build())
                .withBean(
                        "chatHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.down().build())
                .withBean(
                        "threadsHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .withBean(
                        "shards",
                        CompositeHealthContributor.class,
                        () -> CompositeHealthContributor.fromMap(Map.of(
                                "one", (HealthIndicator) () -> Health.up().build())))
                .run(context -> {
                    assertThat(check(context, "mail").criticality()).isEqualTo(Criticality.CRITICAL);
                    assertThat(check(context, "shards/one").criticality()).isEqualTo(Criticality.CRITICAL);
                    assertThat(check(context, "threads").probe()).isEqualTo(Probe.LIVE);
                    assertThat(context.getBean(SelfChecks.class).verdict().failing())
                            .containsExactly("mail");
                    assertThat(context.getBean(SelfChecks.class).verdict().degraded())
                            .containsExactly("chat");
                });
    }

    @Test
    void aStatusOfTheApplicationsOwnCountsAsItsHttpCodeSays() {
        application
                .withPropertyValues("management.endpoint.health.status.http-mapping.burning=503")
                .withBean(
                        "roof",
                        HealthIndicator.class,
                        () -> () -> Health.status("BURNING").build())
                .withBean(
                        "cellar",
                        HealthIndicator.class,
                        () -> () -> Health.status("WET").build())
                .withBean(
                        "none",
                        HealthIndicator.class,
                        () -> () -> Health.unknown().build())
                .run(context -> {
                    assertThat(check(context, "roof").status()).isEqualTo(CheckResult.Status.FAIL);
                    assertThat(check(context, "cellar").status()).isEqualTo(CheckResult.Status.DEGRADED);
                    assertThat(check(context, "none").status()).isEqualTo(CheckResult.Status.PASS);
                });
    }

    @Test
    void ourChecksCountInSpringBootsHealthAsTheyDoHere() {
        application
                .withBean("till", CheckDefinition.class, () -> HealthCheck.named("till")
                        .of(() -> CheckResult.fail("shut")))
                .withBean("shelf", CheckDefinition.class, () -> HealthCheck.named("shelf")
                        .criticality(Criticality.DEGRADES)
                        .of(() -> CheckResult.fail("empty").with("books", 0)))
                .run(context -> {
                    assertThat(health(context, "selfCheck"))
                            .containsEntry("till", "DOWN")
                            .containsEntry("shelf", "DEGRADED");
                    assertThat(well(context)).isEqualTo(Status.DOWN);
                });
    }

    @Test
    void whatOnlyDegradesDoesNotCountInSpringBootsHealth() {
        application
                .withBean("shelf", CheckDefinition.class, () -> HealthCheck.named("shelf")
                        .criticality(Criticality.DEGRADES)
                        .of(() -> CheckResult.fail("empty")))
                .run(context -> assertThat(well(context)).isEqualTo(Status.UP));
    }

    @Test
    void aCheckOfTheSameNameAsAnIndicatorStandsForBoth() {
        application
                .withBean("till", CheckDefinition.class, () -> HealthCheck.named("mail")
                        .of(CheckResult::pass))
                .withBean(
                        "mailHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.down().build())
                .run(context -> assertThat(check(context, "mail").status()).isEqualTo(CheckResult.Status.PASS));
    }

    @Test
    void withoutReactorOrActuatorTheIndicatorsAreChecksAllTheSame() {
        for (String missing : new String[] {"reactor", "org.springframework.boot.actuate"}) {
            withoutEndpoints
                    .withClassLoader(new FilteredClassLoader(missing))
                    .withBean(
                            "mailHealthIndicator",
                            HealthIndicator.class,
                            () -> () -> Health.down().build())
                    .run(context -> {
                        assertThat(context).as(missing).hasNotFailed();
                        assertThat(check(context, "mail").status()).isEqualTo(CheckResult.Status.FAIL);
                    });
        }
    }

    @Test
    void oneSwitchKeepsThemApart() {
        application.withPropertyValues(Switches.HEALTH + "=false").run(context -> assertThat(
                        context.getBean(SelfChecks.class).outcome("diskSpace"))
                .isEmpty());
    }
}
