package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.core.http.RequestContext;
import dev.operable.rpc.RpcClient;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A tracing system behind Micrometer Tracing, and our own trace context, in one application. */
class TracingTest {
    @Configuration(proxyBeanMethods = false)
    @Import({Shop.class, Pages.class})
    static class Traced {
        @Bean
        SimpleTracer tracer() {
            return new SimpleTracer();
        }

        @Bean
        DefaultTracingObservationHandler spans(Tracer tracer) {
            return new DefaultTracingObservationHandler(tracer);
        }
    }

    @RestController
    static class Pages {
        private final Tracer tracer;
        private final RpcClient hits;

        Pages(Tracer tracer, @Rpc("hits") RpcClient hits) {
            this.tracer = tracer;
            this.hits = hits;
        }

        /** The ids of the tracing system, of our context, of the log, and of a call that is made meanwhile. */
        @GetMapping("/a/trace")
        String trace() {
            return String.join(
                    " ",
                    Objects.requireNonNull(tracer.currentSpan()).context().traceId(),
                    RequestContext.current().orElseThrow().traceId(),
                    MDC.get("trace_id"),
                    hits.get("/traceparent").send().text().split("-", -1)[1],
                    Objects.requireNonNull(tracer.currentSpan()).context().spanId(),
                    MDC.get("span_id"),
                    hits.get("/traceparent").send().text().split("-", -1)[2]);
        }
    }

    // Without the filter around ours, or with ours before that of the span, those of ours are of another trace.
    @Test
    void idsOfLogsAndCallsAreThoseOfTheTracingSystem() throws Exception {
        HttpServer hits = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hits.createContext("/", exchange -> {
            byte[] body = exchange.getRequestHeaders().getFirst("traceparent").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        hits.start();
        try (ConfigurableApplicationContext shop = new SpringApplicationBuilder(Traced.class)
                .run(
                        "--spring.application.name=shop",
                        "--LISTEN=127.0.0.1:0",
                        "--OPS_DISCOVERY=static",
                        "--HITS_URL=http://127.0.0.1:" + hits.getAddress().getPort(),
                        "--ops.stop.linger=0s")) {
            String own = "http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port");
            String[] ids = Web.get(URI.create(own + "/a/trace")).body().split(" ", -1);

            assertThat(ids).hasSize(7);
            assertThat(ids[0]).isNotEmpty();
            String wide = "0".repeat(32 - ids[0].length()) + ids[0];
            assertThat(ids).as("of 32 digits").containsSequence(wide, wide, wide);
            // Without withSpan the last two are of nobody that the tracing system knows.
            assertThat(ids).endsWith(ids[4], ids[4], ids[4]);
            assertThat(ids[4]).matches("[0-9a-f]{16}");
            assertThat(Web.get(URI.create(own + "/self-check/live")).headers().firstValue("X-Request-Id"))
                    .as("the self-check is within")
                    .isPresent();
        } finally {
            hits.stop(0);
        }
    }
}
