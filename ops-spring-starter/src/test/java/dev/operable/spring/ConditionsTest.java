package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.http.RequestContext;
import dev.operable.core.lifecycle.StopConductor;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.Supervisor;
import dev.operable.core.metrics.Metrics;
import dev.operable.discovery.Catalog;
import dev.operable.health.CheckDefinition;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfCheck;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;

class ConditionsTest {
    private static final AutoConfigurations OURS = AutoConfigurations.of(
            SettingsAutoConfiguration.class,
            MetricsAutoConfiguration.class,
            ErrorsAutoConfiguration.class,
            SelfCheckAutoConfiguration.class,
            AdminAutoConfiguration.class,
            DiscoveryAutoConfiguration.class,
            CallsAutoConfiguration.class,
            CloudAutoConfiguration.class,
            DatabaseAutoConfiguration.class,
            LifecycleAutoConfiguration.class,
            RequestsAutoConfiguration.class,
            HealthAutoConfiguration.class);

    private final ApplicationContextRunner plain = new ApplicationContextRunner()
            .withConfiguration(OURS)
            .withPropertyValues("ops.discovery=off", "spring.application.name=shop");
    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(OURS)
            .withPropertyValues("ops.discovery=off", "spring.application.name=shop");

    @Test
    void everythingIsThereByItself() {
        web.run(context -> assertThat(context)
                .hasSingleBean(Settings.class)
                .hasSingleBean(Metrics.class)
                .hasSingleBean(MeterRegistry.class)
                .hasSingleBean(ErrorReporter.class)
                .hasSingleBean(SelfChecks.class)
                .hasSingleBean(AdminServer.class)
                .hasSingleBean(Catalog.class)
                .hasSingleBean(RpcClients.class)
                .hasSingleBean(CatalogDiscoveryClient.class)
                .hasSingleBean(StopConductor.class)
                .hasSingleBean(Supervisor.class)
                .hasBean("opsSelfCheckFilter")
                .hasBean("opsRequestFilter"));
    }

    @Test
    void nothingForServletsWithoutThem() {
        plain.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(SelfChecks.class)
                .doesNotHaveBean("opsSelfCheckFilter")
                .doesNotHaveBean("opsRequestFilter"));
    }

    @Test
    void requestsToWebFluxGetWhatThoseToServletsGetUnlessThatIsSwitchedOff() {
        ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("ops.discovery=off", "spring.application.name=shop");

        reactive.run(context -> assertThat(context)
                .hasSingleBean(IncomingWebFilter.class)
                .hasSingleBean(HttpHandlerDecoratorFactory.class)
                .hasBean("opsSelfCheckFilter"));
        reactive.withPropertyValues(Switches.LIFECYCLE + "=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(IncomingWebFilter.class)
                .doesNotHaveBean(HttpHandlerDecoratorFactory.class));
        web.run(context -> assertThat(context).doesNotHaveBean(IncomingWebFilter.class));
        reactive.withClassLoader(new FilteredClassLoader("io.micrometer.tracing", "io.micrometer.context"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(IncomingWebFilter.class));
    }

    // Without our decorator the task has no context; without Spring Boot's composite the application's own would not be
    // asked.
    @Test
    void tasksOfSpringBootsExecutorsHaveTheContextOfWhoeverHandsThemOver() {
        Set<String> decorated = ConcurrentHashMap.newKeySet();
        plain.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .withBean("own", TaskDecorator.class, () -> task -> {
                    decorated.add("own");
                    return task;
                })
                .run(context -> {
                    AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
                    RequestContext request = RequestContext.start();

                    Future<Optional<RequestContext>> seen =
                            request.call(() -> executor.submit(RequestContext::current));

                    assertThat(seen.get(20, TimeUnit.SECONDS)).contains(request);
                    assertThat(executor.submit(RequestContext::current).get(20, TimeUnit.SECONDS))
                            .isEmpty();
                    assertThat(decorated).containsExactly("own");
                });
    }

    @TestFactory
    Stream<DynamicTest> onePropertySwitchesAConcernOff() {
        return Map.of(
                        Switches.METRICS, Metrics.class,
                        Switches.ERRORS, ErrorReporter.class,
                        Switches.CHECKS, SelfChecks.class,
                        Switches.ADMIN, AdminServer.class,
                        Switches.DISCOVERY, Catalog.class,
                        Switches.CALLS, RpcClients.class,
                        Switches.CLOUD, CatalogDiscoveryClient.class,
                        Switches.LIFECYCLE, StopConductor.class)
                .entrySet()
                .stream()
                .map(concern -> DynamicTest.dynamicTest(concern.getKey(), () -> web.withPropertyValues(
                                concern.getKey() + "=false")
                        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(concern.getValue()))));
    }

    @Test
    void switchMayBeSetByAVariable() {
        web.withSystemProperties("OPS_ADMIN_ENABLED=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void usersOwnBeansAreUsed() {
        web.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Metrics.class);
            assertThat(context.getBean(MeterRegistry.class)).isSameAs(context.getBean("ownRegistry"));
            assertThat(context.getBean(SelfChecks.class)).isSameAs(context.getBean("ownChecks"));
            assertThat(context.getBean(StopConductor.class)).isSameAs(context.getBean("ownConductor"));
            assertThat(context.getBean(ErrorReporter.class)).isSameAs(context.getBean("ownErrors"));
        });
    }

    @Test
    void settingsComeFromPropertiesToo() {
        plain.withPropertyValues("ops.stop.linger=7s", "SENTRY_ENVIRONMENT=lab").run(context -> {
            Settings settings = context.getBean(Settings.class);
            assertThat(settings.get(StopSettings.class).linger()).hasSeconds(7);
            assertThat(settings.value("SENTRY_ENVIRONMENT")).contains("lab");
            assertThat(context.getBean(ServiceIdentity.class).name()).isEqualTo("shop");
        });
    }

    @Test
    void propertyOfOursThatNothingReadsIsAMistake() {
        plain.withPropertyValues("ops.stop.lingr=7s").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("Did you mean OPS_STOP_LINGER?"));
    }

    @Test
    void serviceNameWinsOverTheApplicationsName() {
        plain.withPropertyValues("SERVICE_NAME=till").run(context -> assertThat(
                        context.getBean(ServiceIdentity.class).name())
                .isEqualTo("till"));
    }

    @Test
    void bootsRegistryHasOurLimits() {
        plain.withConfiguration(AutoConfigurations.of(
                        org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class))
                .withPropertyValues("OPS_METRICS_SERIES=2", "OPS_METRICS_SLO=70ms,1s")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(Metrics.class);
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    for (int user = 0; user < 5; user++) {
                        registry.counter("orders", "user", "u" + user);
                    }
                    Timer answers = registry.timer("http.server.requests");

                    assertThat(registry.get("orders").counters()).hasSize(2);
                    assertThat(registry.get("ops.metrics.denied")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(3);
                    assertThat(answers.takeSnapshot().histogramCounts()).hasSize(2);
                    assertThat(registry.get("disk.free").gauges()).isNotEmpty();
                });
    }

    @Test
    void callsNeedDiscovery() {
        plain.withPropertyValues(Switches.DISCOVERY + "=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RpcClients.class));
    }

    @Test
    void databaseIsCheckedAndMigratedUnderTheLock() {
        plain.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:file:conditions?mode=memory&cache=shared")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(DataSource.class);
                    assertThat(context.getBean(FlywayMigrationStrategy.class)).isInstanceOf(LockedMigration.class);
                    assertThat(context.getBean(SelfChecks.class).verdict().checks())
                            .anyMatch(check -> check.name().equals("database"));
                });
    }

    @Test
    void aBeanThatIsACheckIsRegistered() {
        plain.withBean(CheckDefinition.class, () -> HealthCheck.named("queue").of(() -> CheckResult.fail("full")))
                .run(context -> assertThat(
                                context.getBean(SelfChecks.class).verdict().failing())
                        .containsExactly("queue"));
    }

    @Test
    void aBeanOfTheTypeOfACheckIsRegisteredByItsName() {
        plain.withBean("mail", HealthCheck.class, () -> () -> CheckResult.fail("full"))
                .run(context -> assertThat(
                                context.getBean(SelfChecks.class).verdict().failing())
                        .containsExactly("mail"));
    }

    @Test
    void aSingletonThatIsRegisteredByHandIsRegistered() {
        plain.withInitializer(context -> context.getBeanFactory().registerSingleton("manual", new Checked()))
                .run(context -> assertThat(
                                context.getBean(SelfChecks.class).verdict().failing())
                        .containsExactly("checked"));
    }

    // Passed over in silence, a check would be missing where somebody relies on it.
    @Test
    void aCheckOfWhichThereAreManyStopsTheStart() {
        plain.withBean("many", Checked.class, Checked::new, definition -> definition.setScope("prototype"))
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOfSatisfying(SettingsException.class, told -> assertThat(told.getExitCode())
                                .isEqualTo(78))
                        .hasMessage(
                                "The bean \"many\" (" + Checked.class.getName() + ") is a self-check and has the scope"
                                        + " prototype, so that there is no one"
                                        + " to ask. Make it a singleton, or"
                                        + " move its checks to one."));
    }

    static final class Checked {
        @SelfCheck("checked")
        boolean check() {
            return false;
        }
    }

    @Test
    void optionalJarsMayBeAbsent() {
        for (String missing : new String[] {
            "jakarta.servlet",
            "org.springframework.boot.flyway",
            "org.springframework.boot.http.client",
            "org.springframework.boot.web.server",
            "org.springframework.boot.micrometer"
        }) {
            plain.withClassLoader(new FilteredClassLoader(missing))
                    .run(context ->
                            assertThat(context).as(missing).hasNotFailed().hasSingleBean(SelfChecks.class));
        }
    }

    // Without the condition there are two that report.
    @Test
    void sentrysOwnStarterReportsAlone(@TempDir Path classes) throws Exception {
        Path source = classes.resolve("SentryAutoConfiguration.java");
        Files.writeString(source, "package io.sentry.spring.boot4; public class SentryAutoConfiguration {}");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        try (URLClassLoader withIt = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            web.withClassLoader(withIt)
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ErrorReporter.class));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        MeterRegistry ownRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        SelfChecks ownChecks(MeterRegistry registry) {
            return new SelfChecks(registry);
        }

        @Bean
        StopConductor ownConductor() {
            return new StopConductor(StopSettings.defaults());
        }

        @Bean
        ErrorReporter ownErrors() {
            return ErrorReporter.none();
        }
    }
}
