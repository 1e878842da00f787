package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.discovery.Discovery;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class InjectedClientTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SettingsAutoConfiguration.class, DiscoveryAutoConfiguration.class, CallsAutoConfiguration.class))
            .withPropertyValues("ops.discovery=static", "spring.application.name=shop");

    @Test
    void beansAreGivenTheClientOfTheServiceThatTheyName() {
        application.withUserConfiguration(Shop.class).run(context -> {
            Shop shop = context.getBean(Shop.class);
            RpcClients clients = context.getBean(RpcClients.class);

            assertThat(shop.field).isSameAs(clients.client("prices"));
            assertThat(shop.later.getObject()).isSameAs(clients.client("mail"));
            assertThat(context.getBean(Counter.class).hits).isSameAs(clients.client("hits"));
            assertThat(context.getBean(Shelf.class).stock()).isSameAs(clients.client("stock"));
        });
    }

    @Test
    void whatIsInjectedCalls() throws Exception {
        HttpServer hits = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hits.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("42".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        hits.start();
        try {
            application
                    .withUserConfiguration(Shop.class)
                    .withPropertyValues(
                            "HITS_URL=http://127.0.0.1:" + hits.getAddress().getPort())
                    .run(context -> assertThat(context.getBean(Counter.class)
                                    .hits
                                    .get("/count")
                                    .send()
                                    .text())
                            .isEqualTo("42"));
        } finally {
            hits.stop(0);
        }
    }

    // Without the mapper that is handed to the clients the name is that of the record.
    @Test
    void bodiesAreWrittenByTheMapperOfTheApplication() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        HttpServer hits = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hits.createContext("/", exchange -> {
            body.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hits.start();
        try {
            application
                    .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
                    .withUserConfiguration(Shop.class)
                    .withPropertyValues(
                            "spring.jackson.property-naming-strategy=SNAKE_CASE",
                            "HITS_URL=http://127.0.0.1:" + hits.getAddress().getPort())
                    .run(context -> {
                        context.getBean(Counter.class)
                                .hits
                                .put("/count")
                                .json(new Count(7))
                                .send();
                        assertThat(body).isCompletedWithValue("{\"seen_today\":7}");
                    });
        } finally {
            hits.stop(0);
        }
    }

    record Count(int seenToday) {}

    @Test
    void aBeanOfTheApplicationsOwnStandsForItsServiceAndForNoOther() {
        application.withUserConfiguration(Shop.class, Own.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Counter.class).hits)
                    .isSameAs(context.getBean("hits"))
                    .isNotSameAs(context.getBean(RpcClients.class).client("hits"));
            assertThat(context.getBean(Shop.class).field.service()).isEqualTo("prices");
            assertThat(context.getBean(Shelf.class).stock().service()).isEqualTo("stock");
        });
    }

    // Were ours a candidate as others are, a bean of the application's own would not be the only one.
    @Test
    void aClientWithoutTheAnnotationIsTheApplicationsAlone() {
        application.withUserConfiguration(Unnamed.class).run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("No qualifying bean of type 'dev.operable.rpc.RpcClient'"));
        application
                .withUserConfiguration(Unnamed.class)
                .withBean("special", RpcClient.class, () -> RpcClients.create(
                                Discovery.none(), RpcOptions.defaults(), new SimpleMeterRegistry())
                        .client("special"))
                .run(context -> assertThat(context.getBean(Counter.class).hits.service())
                        .isEqualTo("special"));
    }

    @Test
    void anEmptyNameIsToldWithItsPlace() {
        application.withUserConfiguration(Empty.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessage("An RpcClient for no service is asked for by " + Counter.class.getName() + " "
                        + Empty.class.getName() + ".counter(dev.operable.rpc.RpcClient)"
                        + ". Name the service that it shall call, as in @Rpc(\"hits\") RpcClient hits."));
    }

    @Test
    void switchedOffNothingIsInjected() {
        application
                .withUserConfiguration(Shop.class)
                .withPropertyValues(Switches.CALLS + "=false")
                .run(context -> assertThat(context).hasFailed());
    }

    record Shelf(RpcClient stock) {}

    static class Counter {
        final RpcClient hits;

        Counter(@Rpc("hits") RpcClient client) {
            this.hits = client;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Counter.class)
    static class Shop {
        @Autowired
        @Rpc("prices")
        RpcClient field;

        @Autowired
        @Rpc("mail")
        ObjectProvider<RpcClient> later;

        @Bean
        Shelf shelf(@Rpc("stock") RpcClient stock) {
            return new Shelf(stock);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        RpcClient hits(RpcClients clients) {
            return clients.client("hits").withHeader("Tenant", () -> "one");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unnamed {
        @Bean
        Counter counter(RpcClient hits) {
            return new Counter(hits);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Empty {
        @Bean
        Counter counter(@Rpc("") RpcClient hits) {
            return new Counter(hits);
        }
    }
}
