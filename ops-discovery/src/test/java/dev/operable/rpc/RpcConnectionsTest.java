package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.rpc.RpcException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are kept, over real sockets: those whose other side has gone, and those that are not fit to be used again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

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

    private RpcClient client(RpcOptions options, KnownInstances known) {
        return open(RpcClients.create(known, options, meters)).client("hits");
    }

    /** The first call of a process, and any on a busy machine, takes its time; what is tested is not that. */
    private static RpcOptionsBuilder patient() {
        return RpcOptions.builder().connectTimeout(LONG).attemptTimeout(LONG).deadline(LONG);
    }

    private static RpcException failureOf(RpcRequest request) {
        return catchThrowableOfType(RpcException.class, request::send);
    }

    /** Answers once on each connection; then the connection stays and nobody is behind it, as after a cable was pulled. */
    private RawServer halfOpen() throws IOException {
        return open(new RawServer(socket -> {
            write(socket, OK);
            awaitOver();
        }));
    }

    /** Each number is 0 without the wish of {@code ChooseInstance}. */
    @Test
    void discoveryIsToLookAgainForWhomNobodyReachesAndForNoOtherFailure() throws Exception {
        Server bad = open(Server.start(Server.answering(503, "")));
        KnownInstances known = KnownInstances.of(bad.port());
        RpcClient hits = client(patient().retries(0).build(), known);

        assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.STATUS);
        assertThat(known.looks()).isZero();

        // Below the ports that anybody is given, so that nobody has it meanwhile.
        known.set(1);
        assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.CONNECT);
        assertThat(known.looks()).isEqualTo(1);

        known.set();
        assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.NO_INSTANCE);
        assertThat(known.looks()).isEqualTo(2);
    }

    @Test
    void aCallOnAConnectionWhoseOtherSideIsGoneGoesElsewhere() throws Exception {
        RawServer gone = halfOpen();
        Server well = open(Server.start(Server.answering(200, "{}")));
        KnownInstances known = KnownInstances.of(gone.port());
        RpcClient hits = client(patient().attemptTimeout(Duration.ofSeconds(1)).build(), known);
        answered(hits);
        known.set(gone.port(), well.port());

        long end = System.nanoTime() + LONG.toNanos();
        while (timeouts() == 0 || well.requests() == 0) {
            hits.get("/").send();
            assertThat(System.nanoTime() - end).as("both were asked").isNegative();
        }
    }

    @Test
    void withoutRetriesACallOnSuchAConnectionFails() throws Exception {
        RawServer gone = halfOpen();
        RpcClient hits = client(
                patient().attemptTimeout(Duration.ofSeconds(1)).retries(0).build(), KnownInstances.of(gone.port()));
        answered(hits);

        assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void aCallThatMustNotBeRepeatedEndsThereWithItsAttempt() throws Exception {
        RawServer gone = halfOpen();
        RpcClient hits =
                client(patient().attemptTimeout(Duration.ofSeconds(1)).build(), KnownInstances.of(gone.port()));
        answered(hits);
        int before = gone.requests();

        RpcException failure = failureOf(hits.post("/"));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.attempts()).hasSize(1);
        // Were the connection not kept, this would be a further request, and an answer.
        assertThat(gone.requests()).isEqualTo(before);
    }

    @Test
    void idleConnectionsAreClosedBeforeServersDo() throws Exception {
        CompletableFuture<Duration> kept = new CompletableFuture<>();
        RawServer server = open(new RawServer(socket -> {
            long answered = System.nanoTime();
            write(socket, OK);
            try {
                assertThat(socket.getInputStream().read()).isNegative();
            } finally {
                kept.complete(Duration.ofNanos(System.nanoTime() - answered));
            }
        }));
        client(patient().build(), KnownInstances.of(server.port())).get("/").send();

        assertThat(kept.get(20, TimeUnit.SECONDS)).isGreaterThan(Duration.ofSeconds(2));
    }

    /** Until a call was: the connection of one that took too long is not kept. */
    private static void answered(RpcClient hits) {
        long end = System.nanoTime() + LONG.toNanos();
        while (failureOf(hits.get("/")) != null) {
            assertThat(System.nanoTime() - end).as("it answers").isNegative();
        }
    }

    private long timeouts() {
        return meters.find("rpc.client.attempts").tag("outcome", "timeout").timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    @Test
    void aConnectionThatAnsweredSomethingElseThanHttpIsNotUsedAgain() throws Exception {
        for (String malformed : List.of(
                "HTTP/1.1 banana\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "SSH-2.0-x\r\nHTTP/1.1\r\n\r\n")) {
            RawServer bad = open(new RawServer(socket -> {
                write(socket, malformed);
                awaitOver();
            }));
            RpcClient hits = client(patient().retries(0).build(), KnownInstances.of(bad.port()));

            for (int i = 0; i < 2; i++) {
                RpcException failure = failureOf(hits.get("/").deadline(Duration.ofSeconds(2)));
                assertThat(failure.kind()).as(malformed).isIn(Kind.BODY, Kind.CONNECT, Kind.TIMEOUT);
            }

            // It reads one request on each connection: a second one on the same would not be counted.
            assertThat(bad.requests()).as(malformed).isEqualTo(2);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void awaitOver() {
        try {
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
