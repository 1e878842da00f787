package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.rpc.RpcException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no answer, or more than one, or another's; and calls that end in their middle. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final RpcOptions ONCE = RpcOptions.builder()
            .retries(0)
            .connectTimeout(LONG)
            .attemptTimeout(LONG)
            .deadline(LONG)
            .build();
    private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
    private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        over.countDown();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private RpcClient client(int port) {
        RpcClients rpc = RpcClients.create(KnownInstances.of(port), ONCE, new SimpleMeterRegistry());
        opened.add(rpc);
        return rpc.client("hits");
    }

    private RawServer saying(RawServer.Answer answer) throws IOException {
        RawServer server = new RawServer(answer);
        opened.add(server);
        return server;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Without OwnedConnections and the cancelling of the message every later call ends with "Connection pool shut
    // down".
    @Test
    void anErrorInTheMiddleOfACallLeavesTheOthersTheirConnections() throws Exception {
        Server server = Server.start(Server.answering(200, "good"));
        opened.add(server);
        RpcClient hits = client(server.port());
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("of the source");
            }
        };

        assertThatThrownBy(() -> hits.put("/").body(broken, "text/plain").send())
                .isInstanceOf(AssertionError.class)
                .hasMessage("of the source");

        assertThat(hits.get("/").send().text()).isEqualTo("good");
    }

    // Without the mend of RequestStream it is a connection that broke, and the instance's fault.
    @Test
    void aSourceThatThrowsIsNoFaultOfTheInstance() throws Exception {
        Server server = Server.start(Server.answering(200, "good"));
        opened.add(server);
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("of the source");
            }
        };

        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> client(server.port()).put("/").body(broken, "text/plain").send());

        assertThat(failure.kind()).isEqualTo(Kind.BODY);
        assertThat(failure).hasMessageContaining("request body unreadable");
    }

    // Without QuietConnection.isConsistent the second call is given what came with the first answer.
    @Test
    void whatComesWithAnAnswerIsGivenToNobodyElse() throws Exception {
        RawServer server = saying(socket -> {
            write(socket, GOOD + EVIL);
            awaitOver();
        });
        RpcClient hits = client(server.port());

        assertThat(hits.get("/alice").send().text()).isEqualTo("good");
        assertThat(hits.get("/bob").send().text()).isEqualTo("good");
        assertThat(server.requests()).isEqualTo(2);
    }

    // Without QuietConnection.isStale the second call is given what came after the first answer.
    @Test
    void whatComesAfterAnAnswerIsGivenToNobodyElse() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        RawServer server = saying(socket -> {
            write(socket, GOOD);
            try {
                read.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            write(socket, EVIL);
            said.countDown();
            awaitOver();
        });
        RpcClient hits = client(server.port());

        assertThat(hits.get("/alice").send().text()).isEqualTo("good");
        long used = System.currentTimeMillis();
        read.countDown();
        said.await();
        while (System.currentTimeMillis() - used <= 1) {
            Thread.onSpinWait();
        }
        assertThat(hits.get("/bob").send().text()).isEqualTo("good");
    }

    // Without AnswerParser each of them is an answer with no body.
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"})
    void aHeadThatBreaksOffIsNoAnswer(String head) throws Exception {
        RawServer server = saying(socket -> write(socket, head));

        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> client(server.port()).post("/").send());

        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.response()).isEmpty();
    }

    // With Apache's own limits these are a connection that broke.
    @Test
    void headersMayBeLongAndManyAndBeyondThatTheAnswerIsNone() throws Exception {
        RawServer server = saying(socket -> write(
                socket,
                "HTTP/1.1 200 OK\r\nX-Policy: " + "p".repeat(50_000) + "\r\n" + "X-Many: m\r\n".repeat(200)
                        + "Content-Length: 0\r\n\r\n"));
        assertThat(client(server.port()).get("/").send().header("X-Policy"))
                .get()
                .asString()
                .hasSize(50_000);

        RawServer endless = saying(socket -> write(socket, "HTTP/1.1 200 OK\r\nX-Policy: " + "p".repeat(100_000)));
        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> client(endless.port()).get("/").send());
        assertThat(failure.kind()).isEqualTo(Kind.BODY);
        assertThat(failure).hasMessageContaining("answer is not HTTP");
    }

    // Without Packed the answer ends where the sender pauses.
    @Test
    void anAnswerInMembersOfGzipIsWholeThoughItsSenderPauses() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        byte[] first = gzip("first ");
        byte[] second = gzip("second");
        RawServer server = saying(socket -> {
            write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + (first.length + second.length)
                            + "\r\n\r\n");
            socket.getOutputStream().write(first);
            socket.getOutputStream().flush();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            socket.getOutputStream().write(second);
            socket.getOutputStream().flush();
            awaitOver();
        });
        // The pause; the test passes whenever it ends.
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(go::countDown);

        assertThat(client(server.port()).get("/").send().text()).isEqualTo("first second");
    }

    @Test
    void anEmptyAnswerMayCallItselfGzip() throws Exception {
        RawServer server = saying(socket -> write(
                socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

        assertThat(client(server.port()).get("/").send().text()).isEmpty();
    }

    // Without WireRequest.inflates it is inflated, and says so nowhere.
    @Test
    void anAnswerIsLeftAsItIsForWhomeverAskedForItsEncoding() throws Exception {
        byte[] packed = gzip("packed");
        RawServer server = saying(socket -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
            socket.getOutputStream().write(packed);
            socket.getOutputStream().flush();
            awaitOver();
        });

        RpcResponse answer =
                client(server.port()).get("/").header("Accept-Encoding", "gzip").send();

        assertThat(answer.header("Content-Encoding")).contains("gzip");
        try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(inflated.readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("packed");
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
