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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are kept, over real sockets: those whose other side has gone, and those that are not fit to be used again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final RpcOptions SHORT =
            RpcOptions.builder().attemptTimeout(Duration.ofMillis(500)).build();

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

    private RpcClient client(RpcOptions options, KnownInstances known) {
        return open(RpcClients.create(known, options, new SimpleMeterRegistry()))
                .client("hits");
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
        Server gone = Server.start(Server.answering(200, "{}"));
        gone.close();
        KnownInstances known = KnownInstances.of(bad.port());
        RpcClient hits = client(RpcOptions.builder().retries(0).build(), known);

        assertThat(failureOf(hits.get("/")).kind()).isEqualTo(Kind.STATUS);
        assertThat(known.looks()).isZero();

        known.set(gone.port());
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
        RpcClient hits = client(SHORT, known);
        hits.get("/").send();
        known.set(gone.port(), well.port());

        for (int i = 0; i < 20; i++) {
            hits.get("/").send();
        }

        // The rest found a new connection to the other one, which answers once on each.
        assertThat(well.requests()).isBetween(10, 20);
    }

    @Test
    void withoutRetriesACallOnSuchAConnectionFails() throws Exception {
        RawServer gone = halfOpen();
        RpcClient hits = client(
                RpcOptions.builder()
                        .attemptTimeout(Duration.ofMillis(500))
                        .retries(0)
                        .build(),
                KnownInstances.of(gone.port()));
        hits.get("/").send();

        assertThat(catchThrowableOfType(RpcException.class, () -> hits.get("/").send()))
                .isNotNull();
    }

    @Test
    void aCallThatMustNotBeRepeatedEndsThereWithItsAttempt() throws Exception {
        RawServer gone = halfOpen();
        RpcClient hits = client(SHORT, KnownInstances.of(gone.port()));
        hits.post("/").send();

        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> hits.post("/").send());

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.attempts()).hasSize(1);
        // Were the connection not kept, this would be a second request, and an answer.
        assertThat(gone.requests()).isEqualTo(1);
    }

    @Test
    void idleConnectionsAreClosedBeforeServersDo() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        RawServer server = open(new RawServer(socket -> {
            write(socket, OK);
            try {
                assertThat(socket.getInputStream().read()).isNegative();
            } finally {
                closed.countDown();
            }
        }));
        client(RpcOptions.defaults(), KnownInstances.of(server.port())).get("/").send();

        assertThat(closed.await(2, TimeUnit.SECONDS))
                .as("kept for the next call")
                .isFalse();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
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
            RpcClient hits = client(RpcOptions.builder().retries(0).build(), KnownInstances.of(bad.port()));

            for (int i = 0; i < 2; i++) {
                RpcException failure = catchThrowableOfType(
                        RpcException.class, () -> hits.get("/").send());
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
