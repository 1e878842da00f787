package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that was written for another client calls services by name. One of the two instances answers 503. */
@Timeout(60)
class NamedClientsTest {
    private Server good;
    private Server bad;
    private RpcClients rpc;
    private HttpClient jdk;
    private CloseableHttpClient apache;
    private volatile String sent = "";

    @BeforeEach
    void start() throws IOException {
        good = Server.start(this::answer);
        bad = Server.start(Server.answering(503, ""));
        rpc = RpcClients.create(
                Discovery.fixed(Map.of(
                        "hits",
                        List.of(URI.create("http://" + good.address()), URI.create("http://" + bad.address())))),
                RpcOptions.defaults(),
                new SimpleMeterRegistry());
        jdk = rpc.httpClient(HttpClient.newHttpClient());
        apache = rpc.httpClient(HttpClients.createDefault());
    }

    @AfterEach
    void stop() throws IOException {
        apache.close();
        rpc.close();
        good.close();
        bad.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        sent = exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + exchange.getRequestHeaders().getFirst("X-Team") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = exchange.getRequestURI().getPath().equals("/missing") ? 404 : 200;
        Server.answer(exchange, status, "text/plain", "ok");
    }

    /** With the inner client alone {@code http://hits} is an unknown host. */
    @Test
    void theJdksClientCallsByName() throws Exception {
        for (int i = 0; i < 20; i++) {
            HttpRequest get = HttpRequest.newBuilder(URI.create("http://hits/a%2Fb?c=%20"))
                    .header("X-Team", "a")
                    .build();
            assertThat(jdk.send(get, BodyHandlers.ofString()).body()).isEqualTo("ok");
            assertThat(jdk.sendAsync(get, BodyHandlers.ofLines()).join().body()).containsExactly("ok");
        }
        assertThat(good.targets()).contains("GET /a%2Fb?c=%20");
        assertThat(bad.requests()).isPositive();

        HttpRequest put = HttpRequest.newBuilder(URI.create("http://hits/missing"))
                .header("Content-Type", "text/csv")
                .PUT(HttpRequest.BodyPublishers.ofString("a,b"))
                .build();
        assertThat(jdk.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
        assertThat(sent).isEqualTo("text/csv null a,b");
        URI direct = URI.create("http://" + good.address() + "/direct");
        assertThat(jdk.send(HttpRequest.newBuilder(direct).build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void theJdksClientFailsAsItDoes() {
        bad.handler(exchange -> exchange.getRequestBody().readAllBytes());
        good.handler(exchange -> exchange.getRequestBody().readAllBytes());
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://hits/"))
                .timeout(Duration.ofMillis(300))
                .build();

        HttpTimeoutException late =
                catchThrowableOfType(HttpTimeoutException.class, () -> jdk.send(get, BodyHandlers.ofString()));
        assertThat(late).hasCauseInstanceOf(RpcException.class);
        assertThat(catchThrowableOfType(CompletionException.class, () -> jdk.sendAsync(get, BodyHandlers.ofString())
                        .join()))
                .hasCauseInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void apachesClientCallsByName() throws Exception {
        for (int i = 0; i < 20; i++) {
            HttpGet get = new HttpGet("http://hits/a%2Fb?c=%20");
            assertThat(apache.<String>execute(get, answer -> EntityUtils.toString(answer.getEntity())))
                    .isEqualTo("ok");
        }
        assertThat(good.targets()).contains("GET /a%2Fb?c=%20");
        assertThat(bad.requests()).isPositive();

        HttpPost post = new HttpPost("http://hits/missing");
        post.setHeader("Idempotency-Key", "k");
        post.setEntity(new StringEntity("a,b", ContentType.create("text/csv")));
        assertThat(apache.<Integer>execute(post, answer -> answer.getCode())).isEqualTo(404);
        assertThat(sent).isEqualTo("text/csv null a,b");
        HttpGet direct = new HttpGet("http://" + good.address() + "/direct");
        assertThat(apache.<Integer>execute(direct, answer -> answer.getCode())).isEqualTo(200);
        rpc.close();
        IOException failure = catchThrowableOfType(
                IOException.class,
                () -> apache.<Integer>execute(new HttpGet("http://hits/"), answer -> answer.getCode()));
        assertThat(failure).hasCauseInstanceOf(RpcException.class);
    }

    /** Each would be refused, or not be found, by itself. */
    @Test
    void aTargetGoesAsItIsAndAHostInAnyCase() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        byte[] answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                .getBytes(StandardCharsets.US_ASCII);
        try (RawServer raw = new RawServer((line, socket) -> {
                    lines.add(line);
                    socket.getOutputStream().write(answer);
                });
                RpcClients only = RpcClients.create(
                        Discovery.fixed(Map.of("hits", List.of(URI.create("http://127.0.0.1:" + raw.port())))),
                        RpcOptions.defaults(),
                        new SimpleMeterRegistry());
                CloseableHttpClient other = only.httpClient(HttpClients.createDefault())) {
            HttpClient one = only.httpClient(HttpClient.newHttpClient());
            for (String uri :
                    List.of("http://hits//a/../b%2F..//c?d=//", "http://HITS/x", "http://hits//\u00e4%2f?y=\u00fc")) {
                HttpRequest get = HttpRequest.newBuilder(URI.create(uri)).build();
                assertThat(one.send(get, BodyHandlers.ofString()).body()).isEqualTo("ok");
                assertThat(other.<Integer>execute(new HttpGet(uri), each -> each.getCode()))
                        .isEqualTo(200);
            }
        }
        assertThat(lines)
                .containsExactly(
                        "GET //a/../b%2F..//c?d=// HTTP/1.1",
                        "GET //a/../b%2F..//c?d=// HTTP/1.1",
                        "GET /x HTTP/1.1",
                        "GET /x HTTP/1.1",
                        "GET //%C3%A4%2f?y=%C3%BC HTTP/1.1",
                        "GET //%C3%A4%2f?y=%C3%BC HTTP/1.1");
    }

    /** The rule of calls is stricter than those of these clients, whose users are told by an IOException. */
    @Test
    void aHeaderThatCannotBeSentIsAnIOExceptionWithoutItsValue() {
        String message =
                "The value of the header X-Name has the character U+00F6 at index 1. A header carries printable"
                        + " ASCII only; encode the value.";
        HttpRequest one = HttpRequest.newBuilder(URI.create("http://hits/"))
                .header("X-Name", "J\u00f6rg")
                .build();
        HttpGet other = new HttpGet("http://hits/");
        other.setHeader("X-Name", "J\u00f6rg");

        assertThat(catchThrowable(() -> jdk.send(one, BodyHandlers.discarding())))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(message);
        CompletableFuture<?> later = jdk.sendAsync(one, BodyHandlers.discarding());
        assertThat(catchThrowableOfType(CompletionException.class, later::join).getCause())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(message);
        assertThat(catchThrowable(() -> apache.<Integer>execute(other, answer -> answer.getCode())))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void aHeaderOfApachesWithoutAValueIsEmpty() throws Exception {
        bad.handler(this::answer);
        HttpGet get = new HttpGet("http://hits/");
        get.setHeader("X-Team", null);
        assertThat(apache.<Integer>execute(get, answer -> answer.getCode())).isEqualTo(200);
        assertThat(sent).isEqualTo("null  ");
    }
}
