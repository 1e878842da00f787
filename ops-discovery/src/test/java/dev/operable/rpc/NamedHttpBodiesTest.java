package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that take their time, in the hands of who calls a service with the JDK's client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamedHttpBodiesTest {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Semaphore interrupted = new Semaphore(0);
    private Server server;
    private RpcClients rpc;
    private HttpClient jdk;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(NamedHttpBodiesTest::echo);
        RpcOptions patient = RpcOptions.builder()
                .attemptTimeout(Duration.ofSeconds(50))
                .deadline(Duration.ofSeconds(50))
                .build();
        rpc = RpcClients.create(KnownInstances.of(server.port()), patient, new SimpleMeterRegistry());
        jdk = rpc.httpClient(HttpClient.newHttpClient());
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String left = exchange.getRequestHeaders().getFirst(Header.DEADLINE);
        exchange.getResponseHeaders().set("X-Left", left);
        Server.answer(exchange, 200, "text/plain", body);
    }

    private static HttpRequest.Builder post(BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("http://hits/a")).POST(body);
    }

    /** Has no end of its own. */
    private BodyPublisher endless() {
        return BodyPublishers.ofInputStream(() -> new InputStream() {
            @Override
            public int read() throws IOException {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.release();
                    throw new InterruptedIOException();
                }
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });
    }

    /** The thread that began the call waited for the body, which nobody could give it then. */
    @Test
    void aBodyMayBeGivenAfterItsCallHasBegun() throws Exception {
        CompletableFuture<HttpResponse<String>> answer;
        try (SubmissionPublisher<ByteBuffer> body = new SubmissionPublisher<>()) {
            answer = jdk.sendAsync(post(BodyPublishers.fromPublisher(body)).build(), BodyHandlers.ofString());
            while (!body.hasSubscribers()) {
                Thread.onSpinWait();
            }
            body.submit(ByteBuffer.wrap("later".getBytes(StandardCharsets.US_ASCII)));
        }
        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("later");
    }

    @Test
    void theTimeoutOfARequestBoundsItsBody() throws Exception {
        HttpRequest late = post(endless()).timeout(Duration.ofMillis(300)).build();

        HttpTimeoutException now =
                catchThrowableOfType(HttpTimeoutException.class, () -> jdk.send(late, BodyHandlers.discarding()));
        assertThat(now)
                .hasMessage("The body of the request was not there within the request's timeout of 300ms."
                        + " Have its publisher end sooner, or give the request more time.");
        CompletableFuture<?> later = jdk.sendAsync(late, BodyHandlers.discarding());
        assertThat(catchThrowableOfType(ExecutionException.class, () -> later.get(20, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(interrupted.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.requests()).isZero();
    }

    /** The server is told how long its answer is waited for. */
    @Test
    void whatABodyTakesIsOfTheRequestsTime() throws Exception {
        BodyPublisher slow = BodyPublishers.ofInputStream(() -> new InputStream() {
            @Override
            public int read() throws IOException {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < 300_000_000) {
                    Thread.onSpinWait();
                }
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });
        HttpRequest request = post(slow).timeout(Duration.ofSeconds(20)).build();
        String left = jdk.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("X-Left")
                .orElseThrow();
        assertThat(Long.parseLong(left)).isBetween(1L, 19_700L);
    }

    @Test
    void anInterruptEndsSendWhileItWaitsForABody() throws Exception {
        Thread sender = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                asked.await();
                sender.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        assertThat(catchThrowable(() -> jdk.send(post(endless()).build(), BodyHandlers.discarding())))
                .isInstanceOf(InterruptedException.class);
        interrupter.join();
        assertThat(interrupted.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoCancelsTheFutureEndsTheReadingOfItsBody() throws Exception {
        CompletableFuture<?> answer = jdk.sendAsync(post(endless()).build(), BodyHandlers.discarding());
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        answer.cancel(true);
        assertThat(interrupted.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClientThatIsClosedReadsNoBody() {
        rpc.close();
        HttpRequest request = post(endless()).build();
        assertThat(catchThrowableOfType(IOException.class, () -> jdk.send(request, BodyHandlers.discarding())))
                .hasCauseInstanceOf(RpcException.class);
        CompletableFuture<?> later = jdk.sendAsync(request, BodyHandlers.discarding());
        assertThat(catchThrowableOfType(ExecutionException.class, () -> later.get(20, TimeUnit.SECONDS))
                        .getCause())
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(RpcException.class);
        assertThat(asked.getCount()).isEqualTo(1);
    }
}
