package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.rpc.RpcException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults made by real servers on loopback. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcFaultsTest {
    private static final RpcOptions ALONE = RpcOptions.builder().retries(0).build();
    private static final RpcOptions PATIENT = RpcOptions.builder()
            .attemptTimeout(Duration.ofSeconds(15))
            .deadline(Duration.ofSeconds(15))
            .build();
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        over.countDown();
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

    private static RpcException failureOf(RpcRequest request) {
        RpcException failure = catchThrowableOfType(RpcException.class, request::send);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Duration timeOf(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void anInstanceThatAnswers503CostsNoCall() throws Exception {
        Server bad = open(Server.start(Server.answering(503, "")));
        Server good = open(Server.start(Server.answering(200, "{}")));
        RpcClient hits = client(RpcOptions.defaults(), bad.port(), good.port());

        for (int i = 0; i < 200; i++) {
            hits.get("/").send();
        }

        assertThat(bad.requests()).isBetween(1, 5);
        assertThat(good.requests()).isEqualTo(200);
    }

    @Test
    void anInstanceThatHangsCostsAnAttemptTimeoutAndNoCall() throws Exception {
        RawServer bad = open(new RawServer(socket -> awaitOver()));
        Server good = open(Server.start(Server.answering(200, "{}")));
        RpcClient hits = client(RpcOptions.defaults(), bad.port(), good.port());

        Duration took = timeOf(() -> {
            for (int i = 0; i < 100; i++) {
                hits.get("/").send();
            }
        });

        assertThat(bad.requests()).isBetween(1, 5);
        // At most five attempts of 1 s in all.
        assertThat(took).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aHangingAnswerEndsWithTheAttempt() throws Exception {
        RawServer bad = open(new RawServer(socket -> awaitOver()));
        RpcClient hits = client(ALONE, bad.port());

        Duration took = timeOf(() -> assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.TIMEOUT));

        assertThat(took).isBetween(Duration.ofMillis(990), Duration.ofSeconds(3));
    }

    @Test
    void anAnswerThatComesDropByDropEndsWithTheAttempt() throws Exception {
        RawServer head = open(new RawServer(socket -> drip(socket, "HTTP/1.1 200 OK\r\nX-Slow: ")));
        RawServer body =
                open(new RawServer(socket -> drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")));
        for (RawServer bad : List.of(head, body)) {
            RpcClient hits = client(
                    RpcOptions.builder()
                            .retries(0)
                            .attemptTimeout(Duration.ofMillis(300))
                            .build(),
                    bad.port());

            Duration took =
                    timeOf(() -> assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.TIMEOUT));

            assertThat(took).isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
        }
    }

    private void drip(Socket socket, String start) throws IOException {
        socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
        while (!awaitOver(20)) {
            socket.getOutputStream().write('x');
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNeverCutShortSilently() throws Exception {
        RawServer shortLength = open(
                new RawServer(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"value\":1}")));
        RawServer shortChunk = open(new RawServer(
                socket -> write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"value\":1}")));
        RawServer reset = open(new RawServer(socket -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"value\":1}");
            socket.setSoLinger(true, 0);
        }));
        for (RawServer bad : List.of(shortLength, shortChunk, reset)) {
            assertThat(failureOf(client(ALONE, bad.port()).get("/")).kind()).isIn(Kind.BODY, Kind.CONNECT);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgainOnlyWhenThatIsSafe() throws Exception {
        RawServer bad = open(new RawServer(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")));
        RpcClient hits = client(RpcOptions.defaults(), bad.port());

        assertThat(failureOf(hits.get("/")).attempts()).hasSize(3);
        assertThat(failureOf(hits.post("/")).attempts()).hasSize(1);
        assertThat(bad.requests()).isEqualTo(4);
    }

    @Test
    void aGiantAnswerIsNotReadAndNotAskedForAgain() throws Exception {
        RawServer announced =
                open(new RawServer(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")));
        RawServer endless = open(new RawServer(socket -> {
            write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (!awaitOver(0)) {
                socket.getOutputStream().write(chunk);
            }
        }));
        for (RawServer bad : List.of(announced, endless)) {
            RpcClient hits = client(
                    RpcOptions.builder().attemptTimeout(Duration.ofSeconds(3)).build(), bad.port());

            Duration took = timeOf(() -> {
                RpcException failure = failureOf(hits.get("/"));
                assertThat(failure.kind()).isEqualTo(Kind.BODY);
                assertThat(failure).hasMessageContaining("answer too large");
            });

            // Were the rest read to keep the connection, it would take the attempt's 3 s.
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(bad.requests()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerOfExactlyTheLargestSizeIsRead() throws Exception {
        RpcOptions options = RpcOptions.builder().answerBytes(20_000).build();
        for (String framing : List.of("length", "chunks")) {
            for (int size : new int[] {0, 19_999, 20_000, 20_001}) {
                Server server = open(Server.start(exchange -> {
                    exchange.sendResponseHeaders(200, framing.equals("chunks") ? 0 : size == 0 ? -1 : size);
                    exchange.getResponseBody().write(new byte[size]);
                    exchange.close();
                }));
                RpcClient hits = client(options, server.port());
                if (size <= 20_000) {
                    assertThat(hits.get("/").send().body()).hasSize(size);
                } else {
                    assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.BODY);
                }
            }
        }
    }

    @Test
    void whatIsNotHttpIsNamedSo() throws Exception {
        RawServer bad = open(new RawServer(socket -> write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n")));

        assertThat(failureOf(client(ALONE, bad.port()).get("/")).kind()).isIn(Kind.BODY, Kind.CONNECT);
    }

    @Test
    void aPostWithoutKeyReachesServersOnce() throws Exception {
        Server one = open(Server.start(Server.answering(503, "")));
        Server two = open(Server.start(Server.answering(503, "")));
        RawServer three = open(new RawServer(Socket::close));
        RpcClient hits = client(RpcOptions.defaults(), one.port(), two.port(), three.port());

        for (int i = 0; i < 20; i++) {
            assertThat(failureOf(hits.post("/").body(new byte[1], "text/plain")).attempts())
                    .hasSize(1);
        }

        assertThat(one.requests() + two.requests() + three.requests()).isEqualTo(20);
    }

    @Test
    void aPostWithKeyIsTriedAtAnotherInstance() throws Exception {
        RawServer bad = open(new RawServer(Socket::close));
        Server good = open(Server.start(Server.answering(200, "{}")));
        RpcClient hits = client(RpcOptions.defaults(), bad.port(), good.port());

        for (int i = 0; i < 50; i++) {
            hits.post("/")
                    .body(new byte[1], "text/plain")
                    .idempotencyKey("k" + i)
                    .send();
        }

        assertThat(bad.requests()).isGreaterThan(0);
        assertThat(good.requests()).isEqualTo(50);
    }

    @Test
    void theBudgetCapsWhatReachesTheServers() throws Exception {
        Server one = open(Server.start(Server.answering(503, "")));
        Server two = open(Server.start(Server.answering(503, "")));

        outage(300, client(RpcOptions.defaults(), one.port(), two.port()));
        // 300 calls, a tenth of them, and 1 for each second of the window.
        assertThat(one.requests() + two.requests()).isBetween(300, 345);

        int before = one.requests() + two.requests();
        outage(100, client(RpcOptions.builder().retryPercent(1000).build(), one.port(), two.port()));
        assertThat(one.requests() + two.requests() - before).isGreaterThan(200);
    }

    private static void outage(int calls, RpcClient hits) {
        for (int i = 0; i < calls; i++) {
            assertThat(failureOf(hits.get("/")).status()).hasValue(503);
        }
    }

    @Test
    void aPortWhereNobodyAnswersKeepsToTheCallersDeadline() throws Exception {
        ServerSocket full = open(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        // The kernel takes two connections for a backlog of one and then leaves every further one unanswered.
        open(new Socket(full.getInetAddress(), full.getLocalPort()));
        open(new Socket(full.getInetAddress(), full.getLocalPort()));
        RpcClient hits = client(ALONE, full.getLocalPort());

        Duration took = timeOf(() -> assertThat(failureOf(hits.get("/").deadline(Duration.ofMillis(150)))
                        .kind())
                .isEqualTo(Kind.DEADLINE));
        assertThat(took).isBetween(Duration.ofMillis(140), Duration.ofSeconds(2));

        took = timeOf(() -> assertThat(failureOf(hits.post("/"))).hasMessageContaining("connect timeout"));
        assertThat(took).isBetween(Duration.ofMillis(490), Duration.ofSeconds(3));
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer bad = open(new RawServer(socket -> {
            asked.countDown();
            awaitOver();
        }));
        RpcClient hits = client(PATIENT, bad.port());
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.REJECTED);
            return Thread.currentThread().isInterrupted();
        });
        Thread caller = new Thread(call, "test-caller");
        caller.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(call.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bad.requests()).isEqualTo(1);
    }

    @Test
    void closingTheClientEndsTheCallsThatRun() throws Exception {
        int callers = 16;
        CountDownLatch asked = new CountDownLatch(callers);
        RawServer bad = open(new RawServer(socket -> {
            asked.countDown();
            awaitOver();
        }));
        RpcClients rpc = open(RpcClients.create(KnownInstances.of(bad.port()), PATIENT, new SimpleMeterRegistry()));
        List<FutureTask<RpcException>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            FutureTask<RpcException> call =
                    new FutureTask<>(() -> failureOf(rpc.client("hits").get("/")));
            calls.add(call);
            new Thread(call, "test-caller").start();
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        rpc.close();

        for (FutureTask<RpcException> call : calls) {
            RpcException failure = call.get(10, TimeUnit.SECONDS);
            assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
            // Not the instance's fault, and nothing to be tried again.
            assertThat(failure.attempts()).extracting(Attempt::outcome).containsExactly("client closed");
        }
    }

    @Test
    void aServerThatRestartsOnItsPortFailsNoCall() throws Exception {
        Server first = Server.start(Server.answering(200, "{}"));
        int port = first.port();
        RpcClient hits = client(RpcOptions.defaults(), port);
        hits.get("/").send();
        first.close();
        open(Server.startAt(port, Server.answering(200, "{}")));

        for (int i = 0; i < 20; i++) {
            hits.get("/").send();
        }
    }

    @Test
    void theConnectionsOfAnInstanceThatLeftAreClosed() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        RawServer leaving = open(new RawServer(socket -> {
            socket.getOutputStream().write(OK);
            try {
                // An end or a reset: either way the connection is gone.
                assertThat(socket.getInputStream().read()).isNegative();
            } finally {
                hungUp.countDown();
            }
        }));
        Server staying = open(Server.start(Server.answering(200, "{}")));
        KnownInstances known = KnownInstances.of(leaving.port());
        RpcClient hits = open(RpcClients.create(known, RpcOptions.defaults(), new SimpleMeterRegistry()))
                .client("hits");
        hits.get("/").send();

        known.set(staying.port());

        // Sooner than an idle connection is closed.
        assertThat(hungUp.await(3, TimeUnit.SECONDS)).isTrue();
        hits.get("/").send();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void awaitOver() {
        assertThat(awaitOver(30_000)).isTrue();
    }

    private boolean awaitOver(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
