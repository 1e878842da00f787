package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot's timer of requests stands inside of what refuses them, or around it: either way each is timed once. */
@Timeout(120)
class RefusedTimedTest {
    // Left to Spring Boot's timer alone there are none of the first and the last; timed by ours in the second, two.
    @ParameterizedTest
    @ValueSource(strings = {"servlet", "servlet traced", "reactive"})
    void aRefusedRequestIsTimedOnceWithTheTagsOfAllOthers(String kind) throws Exception {
        boolean reactive = kind.equals("reactive");
        String web = "org.springframework.boot.security.autoconfigure.web."
                + (reactive ? "reactive.Reactive" : "servlet.Servlet") + "WebSecurityAutoConfiguration";
        try (ConfigurableApplicationContext counter = new SpringApplicationBuilder(Counter.class)
                .run(
                        "--spring.main.web-application-type=" + (reactive ? "reactive" : "servlet"),
                        "--spring.autoconfigure.exclude=" + String.join(",", excluded(web)),
                        "--traced=" + kind.contains("traced"),
                        "--spring.application.name=counter",
                        "--LISTEN=127.0.0.1:0",
                        "--OPS_DISCOVERY=off",
                        "--OPS_HTTP_MAX_BODY=10B",
                        "--ops.stop.linger=0s")) {
            URI page =
                    URI.create("http://127.0.0.1:" + counter.getEnvironment().getProperty("local.server.port") + "/");
            HttpRequest.Builder request = HttpRequest.newBuilder(page);
            assertThat(status(request)).isEqualTo(200);
            assertThat(status(request.copy().header("Ops-Deadline-Ms", "0"))).isEqualTo(504);
            assertThat(status(request.copy().POST(HttpRequest.BodyPublishers.ofString("more than ten bytes"))))
                    .isEqualTo(413);
            MeterRegistry registry = counter.getBean(MeterRegistry.class);
            for (String status : List.of("200", "504", "413")) {
                Await.until(status, () -> !timers(registry, status).isEmpty());
            }

            List<String> keys = keys(timers(registry, "200").iterator().next());
            assertThat(keys).contains("error");
            for (String status : List.of("504", "413")) {
                assertThat(timers(registry, status)).singleElement().satisfies(timer -> {
                    assertThat(timer.count()).isOne();
                    assertThat(timer.getId().getTag("uri")).isEqualTo("UNKNOWN");
                    assertThat(keys(timer)).isEqualTo(keys);
                });
            }
        }
    }

    private static Stream<String> servers() {
        return Stream.of(
                "jetty.autoconfigure.servlet.JettyServletWebServer",
                "tomcat.autoconfigure.reactive.TomcatReactiveWebServer",
                "jetty.autoconfigure.reactive.JettyReactiveWebServer",
                "security.autoconfigure.web.servlet.SecurityFilter",
                "security.autoconfigure.actuate.web.servlet.ManagementWebSecurity",
                "security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurity",
                "security.autoconfigure.ReactiveUserDetailsService",
                "security.autoconfigure.UserDetailsService");
    }

    private static List<String> excluded(String web) {
        return Stream.concat(
                        Stream.of(web), servers().map(name -> "org.springframework.boot." + name + "AutoConfiguration"))
                .toList();
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static Collection<Timer> timers(MeterRegistry registry, String status) {
        return registry.find("http.server.requests").tag("status", status).timers();
    }

    private static List<String> keys(Timer timer) {
        return timer.getId().getTags().stream().map(Tag::getKey).sorted().toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Page.class)
    static class Counter {
        @Bean
        @ConditionalOnBooleanProperty("traced")
        SimpleTracer tracer() {
            return new SimpleTracer();
        }
    }

    @RestController
    static class Page {
        @GetMapping("/")
        String page() {
            return "page";
        }
    }
}
