package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What code that was written for Apache's client relies on. */
@Timeout(60)
class NamedApacheClientTest {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private Server server;
    private RpcClients rpc;
    private CloseableHttpClient apache;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(this::answer);
        RpcOptions patient = RpcOptions.builder()
                .retries(0)
                .attemptTimeout(Duration.ofSeconds(50))
                .deadline(Duration.ofSeconds(50))
                .build();
        rpc = RpcClients.create(KnownInstances.of(server.port()), patient, new SimpleMeterRegistry());
        apache = rpc.httpClient(HttpClients.createDefault());
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        apache.close();
        rpc.close();
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/slow" -> {
                asked.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
            case "/nothing" -> Server.answer(exchange, 204, "text/plain", "");
            case "/head" -> {
                exchange.getResponseHeaders().set("Content-Length", "7");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            }
            default -> {
                byte[] latin = "Zo\u00eb".getBytes(StandardCharsets.ISO_8859_1);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=iso-8859-1");
                exchange.sendResponseHeaders(200, latin.length);
                exchange.getResponseBody().write(latin);
                exchange.close();
            }
        }
    }

    @Test
    void theEntityHasTheTypeOfTheAnswer() throws Exception {
        apache.execute(new HttpGet("http://hits/latin"), answer -> {
            ContentType type = ContentType.parse(answer.getEntity().getContentType());
            assertThat(type.getMimeType()).isEqualTo("text/plain");
            assertThat(type.getCharset()).isEqualTo(StandardCharsets.ISO_8859_1);
            assertThat(EntityUtils.toString(answer.getEntity())).isEqualTo("Zo\u00eb");
            return answer.getCode();
        });
    }

    @Test
    void anAnswerWithoutABodyHasNoEntity() throws Exception {
        for (ClassicHttpRequest request :
                new ClassicHttpRequest[] {new HttpGet("http://hits/nothing"), new HttpHead("http://hits/head")}) {
            apache.execute(request, answer -> {
                assertThat(answer.getEntity()).isNull();
                return answer.getCode();
            });
        }
    }

    @Test
    void aRequestThatWasCancelledIsNotSent() {
        HttpGet get = new HttpGet("http://hits/latin");
        get.cancel();

        assertThatThrownBy(() -> apache.<Integer>execute(get, answer -> answer.getCode()))
                .isInstanceOf(RequestFailedException.class);
        assertThat(server.requests()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void cancelEndsACallThatRuns() throws Exception {
        HttpGet get = new HttpGet("http://hits/slow");
        Thread canceller = new Thread(() -> {
            try {
                asked.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            get.cancel();
        });
        canceller.start();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> apache.<Integer>execute(get, answer -> answer.getCode()))
                .isInstanceOf(RequestFailedException.class)
                .hasCauseInstanceOf(RpcException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        canceller.join();
        assertThat(apache.<Integer>execute(new HttpGet("http://hits/latin"), answer -> answer.getCode()))
                .isEqualTo(200);
    }

    @Test
    void theResponseTimeoutOfRequestContextOrClientBoundsTheCall() throws Exception {
        RequestConfig soon = RequestConfig.custom()
                .setResponseTimeout(200, TimeUnit.MILLISECONDS)
                .build();
        HttpGet get = new HttpGet("http://hits/slow");
        get.setConfig(soon);
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(soon);
        try (CloseableHttpClient hasty = rpc.httpClient(
                HttpClients.custom().setDefaultRequestConfig(soon).build())) {
            assertLate(catchThrowableOfType(
                    IOException.class, () -> apache.<Integer>execute(get, answer -> answer.getCode())));
            assertLate(catchThrowableOfType(
                    IOException.class,
                    () -> apache.<Integer>execute(
                            new HttpGet("http://hits/slow"), context, answer -> answer.getCode())));
            assertLate(catchThrowableOfType(
                    IOException.class,
                    () -> hasty.<Integer>execute(new HttpGet("http://hits/slow"), answer -> answer.getCode())));
        }
    }

    private static void assertLate(IOException failure) {
        assertThat(failure.getCause()).isInstanceOfSatisfying(RpcException.class, late -> assertThat(late.kind())
                .isEqualTo(RpcException.Kind.DEADLINE));
    }
}
