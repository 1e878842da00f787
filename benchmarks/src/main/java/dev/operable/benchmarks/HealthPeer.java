package dev.operable.benchmarks;

import com.codahale.metrics.health.HealthCheckRegistry;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.dropwizard.metrics.servlets.HealthCheckServlet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A service with five checks that pass, each as its library comes; and a bare server that says so without any. */
enum HealthPeer {
    BARE("/self-check") {
        @Override
        void serve(int port) throws IOException {
            byte[] body = "everything is well".getBytes(StandardCharsets.UTF_8);
            server(port, exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }
    },
    OPERABLE("/self-check") {
        @Override
        void serve(int port) throws IOException {
            SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());
            names().forEach(name -> checks.register(name, Criticality.CRITICAL, Probe.READY, CheckResult::pass));
            checks.ready(true);
            server(port, checks.handler());
        }
    },
    ACTUATOR("/actuator/health") {
        @Override
        void serve(int port) {
            SpringApplication application = new SpringApplication(Application.class);
            application.addInitializers(context -> names().forEach(name -> ((DefaultListableBeanFactory)
                            context.getBeanFactory())
                    .registerSingleton(name, (HealthIndicator) () -> Health.up().build())));
            application.run(
                    "--server.port=" + port,
                    "--server.address=127.0.0.1",
                    // As many requests on a connection as the others take.
                    "--server.tomcat.max-keep-alive-requests=-1",
                    "--spring.main.banner-mode=off");
        }
    },
    DROPWIZARD("/healthcheck") {
        @Override
        void serve(int port) throws Exception {
            HealthCheckRegistry checks = new HealthCheckRegistry();
            names().forEach(name -> checks.register(name, new com.codahale.metrics.health.HealthCheck() {
                @Override
                protected Result check() {
                    return Result.healthy();
                }
            }));
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(Files.createTempDirectory("health-peer").toString());
            tomcat.setPort(port);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "health", new HealthCheckServlet(checks));
            context.addServletMappingDecoded("/healthcheck", "health");
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
            tomcat.start();
        }
    };

    private static final int CHECKS = 5;
    private static final int THREADS = 16;

    final String path;

    HealthPeer(String path) {
        this.path = path;
    }

    /** Begins to answer on this port of the loopback address. */
    abstract void serve(int port) throws Exception;

    /** Serves until the process that started this one ends. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        valueOf(arguments[0]).serve(Integer.parseInt(arguments[1]));
        int end = System.in.read();
        System.exit(end < 0 ? 0 : 1);
    }

    private static java.util.List<String> names() {
        return IntStream.range(0, CHECKS).mapToObj(i -> "check" + i).toList();
    }

    private static void server(int port, HttpHandler handler) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newFixedThreadPool(THREADS));
        http.createContext("/self-check", handler);
        http.start();
    }

    /** Without a scan, which would find the other benchmarks. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    public static class Application {}
}
