package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.admin.AdminServer;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same on every web server, behind Spring Security, and without any server at all; on a real agent where there is one. */
@WithConsul
class WebServersTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOMCAT =
            "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";
    private static final String JETTY =
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";
    private static final String REACTIVE_OF_TOMCAT =
            "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration";
    private static final String REACTIVE_OF_JETTY =
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration";

    static Stream<Arguments> servers() {
        return Stream.of(
                Arguments.of(
                        "Tomcat",
                        "/app",
                        List.of("--spring.autoconfigure.exclude=" + JETTY, "--server.servlet.context-path=/app")),
                Arguments.of(
                        "Jetty",
                        "/app",
                        List.of("--spring.autoconfigure.exclude=" + TOMCAT, "--server.servlet.context-path=/app")),
                Arguments.of(
                        "Netty",
                        "/app",
                        List.of(
                                "--spring.main.web-application-type=reactive",
                                "--spring.autoconfigure.exclude=" + REACTIVE_OF_TOMCAT + "," + REACTIVE_OF_JETTY,
                                "--spring.webflux.base-path=app/")));
    }

    // With the filter behind Spring Security's, each of them answers 401.
    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void selfCheckIsOpenAndNothingElseAndTheAgentAsksIt(
            String server, String context, List<String> arguments, ConsulAgent agent) throws Exception {
        Set<Thread> before = OpsThreads.now();
        try (ConfigurableApplicationContext kiosk = run(agent, arguments)) {
            URI own = URI.create("http://127.0.0.1:" + kiosk.getEnvironment().getProperty("local.server.port"));
            Await.until(
                    "well",
                    () -> Web.get(own.resolve(context + "/self-check")).body().equals("everything is well"));
            Await.until("passing", () -> !inCatalog(agent).isEmpty());
            assertThat(inCatalog(agent).get(0).get("Service").get("Port").asInt())
                    .isEqualTo(own.getPort());
            assertThat(Web.get(agent.address().resolve("/v1/agent/checks")).body())
                    .doesNotContain("\"ttl\"");

            for (String path : List.of("", "/live", "/ready", "/started")) {
                assertThat(Web.get(own.resolve(context + "/self-check" + path)).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            assertThat(Web.get(own.resolve(context + "/self-check?check=till")).statusCode())
                    .isEqualTo(200);
            kiosk.getBean(Kiosk.Till.class).open = false;
            Await.until(
                    "503", () -> Web.get(own.resolve(context + "/self-check")).statusCode() == 503);
            assertThat(Web.send("POST", own.resolve(context + "/self-check"), "")
                            .statusCode())
                    .isEqualTo(405);
            assertThat(Web.get(own.resolve(context + "/self-check/else")).statusCode())
                    .isEqualTo(404);
            kiosk.getBean(Kiosk.Till.class).open = true;

            for (String path : List.of(
                    "/",
                    "/x",
                    "/self-checks",
                    "/x/self-check",
                    "/self-check/../x",
                    "/self-check/%2e%2e/x",
                    "/self-check;/../x",
                    "/self-check%2f..%2fx",
                    "//self-check/../x",
                    "/actuator/env")) {
                assertThat(raw(own.getPort(), context + path))
                        .as(path)
                        .doesNotContain("secret")
                        .doesNotContain(" 200 ");
            }

            assertThat(kiosk.getEnvironment().getProperty("server.port")).isEqualTo("0");
        }
        assertThat(Web.get(agent.address().resolve("/v1/agent/services")).body())
                .doesNotContain("kiosk");
        Await.until("threads gone: " + OpsThreads.now(), () -> before.containsAll(OpsThreads.now()));
    }

    @Test
    void anApplicationWithoutAServerIsReadyAndNotRegistered(ConsulAgent agent) throws Exception {
        Set<Thread> before = OpsThreads.now();
        try (ConfigurableApplicationContext kiosk = run(agent, List.of("--spring.main.web-application-type=none"))) {
            URI admin = kiosk.getBean(AdminServer.class).address();
            Await.until(
                    "well", () -> Web.get(admin.resolve("/self-check/ready")).statusCode() == 200);
            assertThat(Web.get(agent.address().resolve("/v1/agent/services")).body())
                    .doesNotContain("kiosk");
        }
        Await.until("threads gone: " + OpsThreads.now(), () -> before.containsAll(OpsThreads.now()));
    }

    private static ConfigurableApplicationContext run(ConsulAgent agent, List<String> more) {
        List<String> all = Stream.concat(
                        Stream.of(
                                "--spring.application.name=kiosk",
                                "--LISTEN=127.0.0.1:0",
                                "--CONSUL_HTTP_ADDR=" + agent.address(),
                                "--ops.stop.linger=0s"),
                        more.stream())
                .toList();
        return new SpringApplication(Kiosk.class).run(all.toArray(String[]::new));
    }

    private static JsonNode inCatalog(ConsulAgent agent) throws Exception {
        return JSON.readTree(Web.get(agent.address().resolve("/v1/health/service/kiosk?passing"))
                .body());
    }

    /** The path as it is, which no client would send. */
    private static String raw(int port, String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: kiosk\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
