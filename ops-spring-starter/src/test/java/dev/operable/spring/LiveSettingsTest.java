package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.spring.depot.Depot;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/** The records of an application, bound with ours. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class LiveSettingsTest {
    private static ConfigurableApplicationContext run(String... arguments) {
        return new SpringApplicationBuilder(Depot.class)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(
                                Stream.of("--spring.application.name=depot", "--ops.admin.enabled=false"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static void put(ConsulAgent agent, String key, String value) throws Exception {
        URI uri = agent.address().resolve("/v1/kv/config/depot/" + key);
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .PUT(BodyPublishers.ofString(value))
                                .build(),
                        BodyHandlers.discarding());
    }

    @Test
    void aRecordFollowsItsSourcesInOneTransactionWithOurs(ConsulAgent agent) throws Exception {
        put(agent, "REFILL_EVERY", "3s");
        put(agent, "LOCK_CODE", "1234");
        try (ConfigurableApplicationContext depot = run("--CONSUL_HTTP_ADDR=" + agent.address())) {
            Depot.Keeper keeper = depot.getBean(Depot.Keeper.class);
            assertThat(keeper.live.get().refillEvery()).hasSeconds(3);
            assertThat(keeper.live.get().lockCode()).map(Secret::reveal).contains("1234");
            assertThat(keeper.atTheStart.refillEvery()).hasSeconds(3);

            put(agent, "REFILL_EVERY", "4s");
            Await.until("in force", () -> keeper.live.get().refillEvery().equals(Duration.ofSeconds(4)));
            assertThat(keeper.atTheStart.refillEvery()).as("bound for ever").hasSeconds(3);

            Settings settings = depot.getBean(Settings.class);
            put(agent, "REFILL_EVERY", "-1s");
            Await.until("told", () -> !settings.problems().isEmpty());
            assertThat(settings.problems().toString()).contains("REFILL_EVERY");
            assertThat(keeper.live.get().refillEvery()).hasSeconds(4);
            assertThat(settings.explain().toString()).contains("Consul KV config/depot/REFILL_EVERY");
        }
    }

    @Test
    void springsEnvironmentSeesTheKeysBelowEverythingElseAndWhereTheyAre(ConsulAgent agent) throws Exception {
        put(agent, "SPRING_MAIL_HOST", "mail.internal");
        put(agent, "GREETING", "from Consul");
        try (ConfigurableApplicationContext plain = new SpringApplicationBuilder(Plain.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.application.name=depot",
                        "--GREETING=from the command line",
                        "--CONSUL_HTTP_ADDR=" + agent.address())) {
            ConfigurableEnvironment environment = plain.getEnvironment();
            assertThat(environment.getProperty("spring.mail.host")).isEqualTo("mail.internal");
            assertThat(Binder.get(environment)
                            .bind("spring.mail", Bindable.mapOf(String.class, String.class))
                            .get())
                    .isEqualTo(Map.of("host", "mail.internal"));
            assertThat(environment.getProperty("GREETING")).isEqualTo("from the command line");
            assertThat(new EnvironmentEndpoint(environment, List.of(), Show.ALWAYS)
                            .environmentEntry("SPRING_MAIL_HOST").getPropertySources().stream()
                                    .flatMap(source -> Stream.ofNullable(source.getProperty()))
                                    .map(property -> String.valueOf(property.getOrigin())))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("Consul KV config/depot/SPRING_MAIL_HOST at index ");
        }
    }

    @Test
    void anAgentThatHangsHoldsTheEnvironmentUpOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long begin = System.nanoTime();
            try (ConfigurableApplicationContext plain = new SpringApplicationBuilder(Plain.class)
                    .web(WebApplicationType.NONE)
                    .run(
                            "--spring.application.name=depot",
                            "--CONSUL_HTTP_ADDR=http://127.0.0.1:" + silent.getLocalPort())) {
                for (int read = 0; read < 100; read++) {
                    assertThat(plain.getEnvironment().getProperty("spring.mail.host"))
                            .isNull();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    // Without the look for them at a problem of ours, theirs are missing in the first report.
    @Test
    void whatIsWrongWithThemIsToldInOneReportWithWhatIsWrongWithOurs() {
        assertThatThrownBy(() -> run("--OPS_DISCOVERY=off", "--REFILL_EVERY=fast", "--OPS_STOP_LINGER=slow"))
                .hasStackTraceContaining("The configuration of depot has 2 problems:")
                .hasStackTraceContaining("OPS_STOP_LINGER")
                .hasStackTraceContaining("REFILL_EVERY");
        assertThatThrownBy(() -> run("--OPS_DISCOVERY=off", "--REFILL_EVERY=fast"))
                .hasStackTraceContaining("The configuration of depot has 1 problem:")
                .hasStackTraceContaining("\"fast\" from the environment is not a duration");
    }

    @Test
    void theyAreInTheListOfAllVariables() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getSystemProperties().put("OPS_MODE", "env");
        try {
            assertThat(Foundation.example(environment, () -> LiveRecordScan.below(Set.of(Depot.class), environment)))
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("REFILL_EVERY=2s").contains("OPS_STOP_LINGER"));
        } finally {
            environment.getSystemProperties().remove("OPS_MODE");
        }
    }

    @Test
    void anImportedOneIsEnoughAndOtherClassesAreRefused() {
        ApplicationContextRunner plain = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SettingsAutoConfiguration.class))
                .withPropertyValues("spring.application.name=depot", "REFILL_EVERY=5s");
        plain.withUserConfiguration(Depot.Shelves.class).run(context -> {
            assertThat(context.getBean(Depot.Shelves.class).refillEvery()).hasSeconds(5);
            assertThat(context.getBeanProvider(Live.class).getObject().get())
                    .isEqualTo(context.getBean(Depot.Shelves.class));
            assertThat(context).hasSingleBean(Settings.class);
        });
        plain.withUserConfiguration(NoRecord.class).run(context -> assertThat(context)
                .getFailure()
                .hasMessage(
                        NoRecord.class.getName() + " is annotated @LiveSettings and is not a record. Make it one."));
    }

    @Configuration(proxyBeanMethods = false)
    @Import(SettingsAutoConfiguration.class)
    static class Plain {}

    @LiveSettings
    static class NoRecord {}
}
