package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.discovery.Consul;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.Registration;
import dev.operable.discovery.ServiceCheck;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;

/** Spring Cloud Commons, without any other part of Spring Cloud, beside us. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class DiscoveryClientTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SettingsAutoConfiguration.class,
                    DiscoveryAutoConfiguration.class,
                    CloudAutoConfiguration.class,
                    SimpleDiscoveryClientAutoConfiguration.class,
                    CompositeDiscoveryClientAutoConfiguration.class,
                    UtilAutoConfiguration.class,
                    CommonsClientAutoConfiguration.class,
                    ReactiveCommonsClientAutoConfiguration.class))
            .withPropertyValues("spring.application.name=shop");

    @Test
    void findsWhatConsulLists(ConsulAgent agent) throws Exception {
        try (Consul other = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry())) {
            var registered = other.register(Registration.of("stock", "127.0.0.1", 4711)
                    .meta("version", "7")
                    .check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "it is well")))
                    .build());
            Await.until("registered", registered::registered);
            application
                    .withPropertyValues("CONSUL_HTTP_ADDR=" + agent.address())
                    .run(context -> {
                        DiscoveryClient client = context.getBean(DiscoveryClient.class);
                        assertThat(client).isInstanceOf(CompositeDiscoveryClient.class);
                        assertThat(client.getServices()).contains("stock");
                        Await.until("its check passes", () -> !client.getInstances("stock")
                                .isEmpty());
                        assertThat(client.getInstances("stock")).singleElement().satisfies(found -> {
                            assertThat(found.getUri()).isEqualTo(URI.create("http://127.0.0.1:4711"));
                            assertThat(found.getServiceId()).isEqualTo("stock");
                            assertThat(found.getMetadata()).containsAllEntriesOf(Map.of("version", "7"));
                        });
                        assertThat(context.getBean(CatalogDiscoveryClient.class).description())
                                .isEqualTo("Operable, from Consul at " + agent.address());

                        ReactiveDiscoveryClient reactive = context.getBean(ReactiveCatalogDiscoveryClient.class);
                        assertThat(reactive.getServices().collectList().block(Duration.ofSeconds(20)))
                                .contains("stock");
                        assertThat(reactive.getInstances("stock")
                                        .map(ServiceInstance::getPort)
                                        .collectList()
                                        .block(Duration.ofSeconds(20)))
                                .isEqualTo(List.of(4711));
                    });
        }
    }

    @Test
    void findsWhatVariablesSayAndLeavesOtherNamesToOtherClients() {
        application
                .withPropertyValues(
                        "ops.discovery=static",
                        "STOCK_URL=http://[::1]:4711",
                        "spring.cloud.discovery.client.simple.instances.till[0].uri=http://10.0.0.7:80")
                .run(context -> {
                    DiscoveryClient client = context.getBean(DiscoveryClient.class);
                    assertThat(client.getInstances("stock"))
                            .extracting(ServiceInstance::getUri)
                            .containsExactly(URI.create("http://[::1]:4711"));
                    assertThat(client.getInstances("till"))
                            .extracting(ServiceInstance::getHost)
                            .containsExactly("10.0.0.7");
                });
    }

    @Test
    void standsBackWhereItIsNotWanted() {
        for (String property : new String[] {Switches.CLOUD, "spring.cloud.discovery.enabled", Switches.DISCOVERY}) {
            application
                    .withPropertyValues("ops.discovery=off", property + "=false")
                    .run(context -> assertThat(context)
                            .as(property)
                            .hasNotFailed()
                            .doesNotHaveBean(CatalogDiscoveryClient.class)
                            .doesNotHaveBean(ReactiveCatalogDiscoveryClient.class));
        }
        application
                .withPropertyValues("ops.discovery=off", "spring.cloud.discovery.blocking.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(CatalogDiscoveryClient.class)
                        .hasSingleBean(ReactiveCatalogDiscoveryClient.class));
        application
                .withPropertyValues("ops.discovery=off", "spring.cloud.discovery.reactive.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(CatalogDiscoveryClient.class)
                        .doesNotHaveBean(ReactiveCatalogDiscoveryClient.class));
    }

    @Test
    void isNothingWithoutThatJar() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SettingsAutoConfiguration.class,
                        DiscoveryAutoConfiguration.class,
                        CloudAutoConfiguration.class))
                .withPropertyValues("ops.discovery=off", "spring.application.name=shop")
                .withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("opsDiscoveryClient"));
    }
}
