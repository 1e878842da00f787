package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.core.http.RequestContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that nobody waits for, and answers that are read while they come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcFuturesTest {
    private static final RpcOptions PATIENT = RpcOptions.builder()
            .attemptTimeout(Duration.ofSeconds(20))
            .deadline(Duration.ofSeconds(20))
            .build();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private RpcClient client(RpcOptions options, int... ports) {
        return open(RpcClients.create(KnownInstances.of(ports), options, new SimpleMeterRegistry()))
                .client("hits");
    }

    /** Sends what it is given and then nothing, until the client hangs up. */
    private RawServer silentAfter(String start) throws IOException {
        return open(new RawServer(socket -> {
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            asked.countDown();
            untilGone(socket);
        }));
    }

    private void untilGone(Socket socket) {
        try {
            int next = socket.getInputStream().read();
            while (next >= 0) {
                next = socket.getInputStream().read();
            }
        } catch (IOException reset) {
            assertThat(reset).isNotNull();
        } finally {
            hungUp.countDown();
        }
    }

    private static boolean happened(CountDownLatch what) throws InterruptedException {
        return what.await(20, TimeUnit.SECONDS);
    }

    @Test
    void theFutureHasTheAnswerAndTheContextGoesAlong() throws Exception {
        String[] seen = new String[1];
        Server server = open(Server.start(exchange -> {
            seen[0] = exchange.getRequestHeaders().getFirst("X-Request-Id");
            Server.answer(exchange, 200, "text/plain", "ok");
        }));
        RpcClient hits = client(PATIENT, server.port());
        RequestContext context = RequestContext.from(name -> name.equals("X-Request-Id") ? List.of("r-7") : List.of());

        CompletableFuture<String> answer = context.call(() -> hits.get("/")
                .async()
                .send()
                .thenApply(a -> a.text() + RequestContext.current().isPresent()));

        assertThat(answer.get(20, TimeUnit.SECONDS)).startsWith("ok");
        assertThat(seen[0]).isEqualTo("r-7");
    }

    @Test
    void theFutureFailsWithTheAttempts() throws Exception {
        Server server = open(Server.start(Server.answering(503, "")));
        CompletableFuture<RpcResponse> answer =
                client(PATIENT, server.port()).get("/").async().send();

        CompletionException failure = catchThrowableOfType(CompletionException.class, answer::join);
        assertThat(failure.getCause()).isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.attempts())
                .hasSize(3));
    }

    @Test
    void theDeadlineHoldsForFutures() throws Exception {
        RawServer server = silentAfter("");
        CompletableFuture<RpcResponse> answer = client(PATIENT, server.port())
                .get("/")
                .retries(0)
                .deadline(Duration.ofSeconds(1))
                .async()
                .send();

        assertThat(catchThrowableOfType(CompletionException.class, answer::join).getCause())
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.DEADLINE));
        assertThat(happened(hungUp)).isTrue();
    }

    /** Without the interrupt in {@code CallFuture.cancel} the server waits for the 20 s of the deadline. */
    @Test
    void cancellingTheFutureEndsTheCallAndFreesItsConnection() throws Exception {
        RawServer server = silentAfter("");
        CompletableFuture<RpcResponse> answer =
                client(PATIENT, server.port()).get("/").retries(0).async().send();
        assertThat(happened(asked)).isTrue();

        long start = System.nanoTime();
        assertThat(answer.cancel(true)).isTrue();

        assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
        assertThat(happened(hungUp)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aCancelledCallLeavesItsThreadToTheNextOneAsItWas() throws Exception {
        Server server = open(Server.start(Server.answering(200, "{}")));
        RpcClient hits = client(PATIENT, server.port());
        for (int i = 0; i < 200; i++) {
            hits.get("/").async().send().cancel(true);
            assertThat(hits.get("/").async().send().get(20, TimeUnit.SECONDS).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aClosedClientFailsItsFutures() throws Exception {
        RawServer server = silentAfter("");
        RpcClients rpc = open(RpcClients.create(KnownInstances.of(server.port()), PATIENT, new SimpleMeterRegistry()));
        CompletableFuture<RpcResponse> running =
                rpc.client("hits").get("/").async().send();
        assertThat(happened(asked)).isTrue();
        rpc.close();

        CompletableFuture<RpcResponse> late =
                rpc.client("hits").get("/").async().send();
        assertThat(catchThrowableOfType(CompletionException.class, late::join))
                .hasMessageContaining("The client is closed: RpcClients.close() was called");
        for (CompletableFuture<RpcResponse> each : List.of(running, late)) {
            assertThat(catchThrowableOfType(CompletionException.class, each::join)
                            .getCause())
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.REJECTED));
        }
    }

    @Test
    void anAnswerIsReadWhileItComesAndItsConnectionUsedAgain() throws Exception {
        byte[] content = new byte[3_000_000];
        content[2_999_999] = 7;
        Server server = open(Server.start(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                exchange.getResponseBody().write(content);
            }
        }));
        RpcClient hits = client(RpcOptions.builder().answerBytes(1000).build(), server.port());

        for (int i = 0; i < 3; i++) {
            try (RpcStream answer = hits.get("/").stream()) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().readAllBytes()).isEqualTo(content);
                assertThat(answer.body().read()).isEqualTo(-1);
            }
        }
        assertThat(server.connections()).isEqualTo(1);
        try (RpcStream answer = hits.get("/").async().stream().get(20, TimeUnit.SECONDS)) {
            assertThat(answer.body().readAllBytes()).hasSize(content.length);
        }
    }

    @Test
    void aStreamOfAnErrorIsItsException() throws Exception {
        Server server = open(Server.start(Server.answering(404, "no such link")));
        assertThat(catchThrowableOfType(RpcException.class, () -> client(PATIENT, server.port()).get("/").stream())
                        .response()
                        .orElseThrow()
                        .text())
                .isEqualTo("no such link");
    }

    /** Without the guard that stays with the body, whoever forgets to close it keeps the connection for ever. */
    @Test
    void anAnswerThatNobodyReadsEndsWithTheDeadline() throws Exception {
        RawServer server = silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        RpcStream answer = client(
                RpcOptions.builder().attemptTimeout(Duration.ofSeconds(1)).build(), server.port())
                .get("/")
                .deadline(Duration.ofMillis(2500))
                .stream();
        long start = System.nanoTime();

        assertThat(happened(hungUp)).isTrue();
        // The attempt's time ended with the head.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1200));
        IOException failure =
                catchThrowableOfType(IOException.class, () -> answer.body().readAllBytes());
        assertThat(failure.getCause()).isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.kind())
                .isEqualTo(RpcException.Kind.DEADLINE));
    }

    @Test
    void closingAnAnswerHalfwayClosesItsConnection() throws Exception {
        RawServer server = silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        try (RpcStream answer = client(PATIENT, server.port()).get("/").stream()) {
            assertThat(answer.body().read()).isEqualTo('x');
        }
        assertThat(happened(hungUp)).isTrue();
    }

    /** Without {@code guard.watch} in {@code OpenBody.read} the reader hangs for the 20 s of the deadline. */
    @Test
    void anInterruptEndsAReaderOfAnAnswer() throws Exception {
        RawServer server = silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        CountDownLatch reading = new CountDownLatch(1);
        RpcStream answer = client(PATIENT, server.port()).get("/").stream();
        FutureTask<RpcException.Kind> reader = new FutureTask<>(() -> {
            InputStream body = answer.body();
            assertThat(body.read()).isEqualTo('x');
            reading.countDown();
            IOException failure = catchThrowableOfType(IOException.class, body::read);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return failure.getCause() instanceof RpcException cause ? cause.kind() : null;
        });
        Thread thread = new Thread(reader, "test-reader");
        thread.start();
        assertThat(happened(reading)).isTrue();
        thread.interrupt();

        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(RpcException.Kind.REJECTED);
        assertThat(happened(hungUp)).isTrue();
    }

    @Test
    void aStreamThatBreaksOffIsNoEnd() throws Exception {
        RawServer server = open(new RawServer(socket -> socket.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".getBytes(StandardCharsets.US_ASCII))));
        try (RpcStream answer = client(PATIENT, server.port()).get("/").stream()) {
            assertThatThrownBy(() -> answer.body().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answer broke off");
        }
    }
}
