package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What code that was written for the JDK's client relies on. */
@Timeout(60)
class NamedHttpClientTest {
    private static final HttpRequest GET =
            HttpRequest.newBuilder(URI.create("http://hits/a")).build();

    private Server server;
    private RpcClients rpc;
    private HttpClient jdk;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(Server.answering(200, "answer"));
        rpc = RpcClients.create(KnownInstances.of(server.port()), RpcOptions.defaults(), new SimpleMeterRegistry());
        jdk = rpc.httpClient(HttpClient.newHttpClient());
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    /** Reads nothing until it is asked to. */
    private static final class Slow implements BodySubscriber<String> {
        private final List<String> seen = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletableFuture<String> getBody() {
            return CompletableFuture.completedFuture("open");
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(List<ByteBuffer> piece) {
            seen.add(StandardCharsets.UTF_8.decode(piece.get(0)).toString());
        }

        @Override
        public void onError(Throwable failure) {
            seen.add(failure.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            seen.add("end");
        }

        Flow.Subscription given() {
            return Objects.requireNonNull(subscription, "the body came");
        }
    }

    @Test
    void aBodyIsPublishedToWhoSubscribesLater() throws Exception {
        Flow.Publisher<List<ByteBuffer>> published =
                jdk.send(GET, BodyHandlers.ofPublisher()).body();
        BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
        published.subscribe(text);

        assertThat(text.getBody().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo("answer");
    }

    @Test
    void aBodyComesWhenItIsAskedForAndOnce() throws Exception {
        Slow reader = new Slow();
        assertThat(jdk.send(GET, head -> reader).body()).isEqualTo("open");
        assertThat(reader.seen).isEmpty();

        reader.given().request(1);
        reader.given().request(Long.MAX_VALUE);
        assertThat(reader.seen).containsExactly("answer", "end");
    }

    @Test
    void aBodyThatIsNotWantedDoesNotCome() throws Exception {
        Slow reader = new Slow();
        jdk.send(GET, head -> reader);
        reader.given().cancel();
        reader.given().request(1);
        assertThat(reader.seen).isEmpty();

        Slow wrong = new Slow();
        jdk.send(GET, head -> wrong);
        wrong.given().request(0);
        assertThat(wrong.seen).containsExactly("IllegalArgumentException");
    }

    @Test
    void anEmptyBodyEndsWithoutBeingAskedFor() throws Exception {
        server.handler(Server.answering(200, ""));
        Slow reader = new Slow();
        jdk.send(GET, head -> reader);
        assertThat(reader.seen).containsExactly("end");
        assertThat(jdk.send(GET, BodyHandlers.ofString()).body()).isEmpty();
    }

    @Test
    void aHandlerThatFailsIsAnIOException(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a");
        assertThat(Files.readString(jdk.send(GET, BodyHandlers.ofFile(file)).body()))
                .isEqualTo("answer");

        Path nowhere = folder.resolve("missing/a");
        assertThatThrownBy(() -> jdk.send(GET, BodyHandlers.ofFile(nowhere))).isInstanceOf(NoSuchFileException.class);
        assertThat(catchThrowableOfType(
                        CompletionException.class,
                        () -> jdk.sendAsync(GET, BodyHandlers.ofFile(nowhere)).join()))
                .hasCauseInstanceOf(NoSuchFileException.class);

        IllegalStateException fault = new IllegalStateException("handler");
        BodyHandler<String> faulty = head -> {
            throw fault;
        };
        assertThatThrownBy(() -> jdk.send(GET, faulty))
                .isExactlyInstanceOf(IOException.class)
                .hasCause(fault);
        assertThat(catchThrowableOfType(CompletionException.class, () -> jdk.sendAsync(GET, faulty)
                                .join())
                        .getCause())
                .isExactlyInstanceOf(IOException.class)
                .hasCause(fault);
    }

    @Test
    void aPublisherThatFailsIsAnIOException() {
        IOException bad = new IOException("bad disk");
        HttpRequest unreadable = HttpRequest.newBuilder(URI.create("http://hits/a"))
                .POST(BodyPublishers.ofInputStream(() -> new InputStream() {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw bad;
                    }

                    @Override
                    public int read() throws IOException {
                        throw bad;
                    }
                }))
                .build();
        IllegalStateException fault = new IllegalStateException("publisher");
        HttpRequest faulty = HttpRequest.newBuilder(URI.create("http://hits/a"))
                .POST(BodyPublishers.fromPublisher(subscriber -> {
                    throw fault;
                }))
                .build();

        assertThatThrownBy(() -> jdk.send(unreadable, BodyHandlers.discarding()))
                .hasRootCause(bad);
        assertThatThrownBy(() -> jdk.send(unreadable, BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> jdk.send(faulty, BodyHandlers.discarding()))
                .isInstanceOf(IOException.class)
                .hasRootCause(fault);
        for (HttpRequest request : List.of(unreadable, faulty)) {
            CompletableFuture<?> failed = jdk.sendAsync(request, BodyHandlers.discarding());
            assertThat(catchThrowableOfType(CompletionException.class, failed::join))
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThat(server.requests()).isZero();
    }

    @Test
    void aWebSocketIsOpenedByTheClientInside() {
        URI uri = URI.create("ws://" + server.address() + "/");
        CompletableFuture<WebSocket> opened = jdk.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {});
        assertThat(catchThrowableOfType(CompletionException.class, opened::join))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThat(server.requests()).isEqualTo(1);
    }

    /** With what Java 17 does not have. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void closingItClosesTheClientInside() throws Exception {
        HttpClient inside = HttpClient.newHttpClient();
        HttpClient around = rpc.httpClient(inside);
        Method terminated = HttpClient.class.getMethod("isTerminated");
        assertThat(terminated.invoke(around)).isEqualTo(false);

        HttpClient.class.getMethod("close").invoke(around);
        assertThat(terminated.invoke(inside)).isEqualTo(true);
        assertThat(terminated.invoke(around)).isEqualTo(true);
        assertThat(around.send(GET, BodyHandlers.ofString()).body()).isEqualTo("answer");
    }
}
