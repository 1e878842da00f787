package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.operable.config.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes out and what comes back, of a real server. */
@Timeout(60)
class RpcBodiesTest {
    record HitCount(long value) {}

    private static final int LIMIT = 100_000;

    @TempDir
    Path folder;

    private Server server;
    private RpcClients rpc;
    private RpcClient hits;
    private volatile Headers seen = new Headers();
    private volatile byte[] body = {};
    private final AtomicInteger failures = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = Server.start(this::answer);
        rpc = RpcClients.create(
                KnownInstances.of(server.port()),
                RpcOptions.builder()
                        .answerBytes(LIMIT)
                        .gzip(true)
                        .attemptTimeout(Duration.ofSeconds(20))
                        .deadline(Duration.ofSeconds(20))
                        .build(),
                new SimpleMeterRegistry());
        hits = rpc.client("hits");
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        seen = exchange.getRequestHeaders();
        body = exchange.getRequestBody().readAllBytes();
        if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            Server.answer(exchange, 503, "text/plain", "");
            return;
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/list" -> Server.answer(exchange, 200, "application/json", "[{\"value\":1},{\"value\":2}]");
            case "/missing" -> Server.answer(exchange, 404, "text/plain", "no such link");
            case "/gone" -> Server.answer(exchange, 410, "text/plain", "");
            case "/gzip" -> gzip(exchange, "{\"value\":42}".getBytes(StandardCharsets.UTF_8));
            case "/exact" -> gzip(exchange, new byte[LIMIT]);
            case "/bomb" -> gzip(exchange, new byte[50 * LIMIT]);
            case "/cut" -> cut(exchange);
            default -> Server.answer(exchange, 200, "application/json", "{\"value\":42}");
        }
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static void gzip(HttpExchange exchange, byte[] plain) throws IOException {
        byte[] zipped = zipped(plain);
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, zipped.length);
        try (exchange) {
            exchange.getResponseBody().write(zipped);
        }
    }

    private static void cut(HttpExchange exchange) throws IOException {
        byte[] zipped = zipped("{\"value\":42}".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, zipped.length - 9);
        try (exchange) {
            exchange.getResponseBody().write(zipped, 0, zipped.length - 9);
        }
    }

    @Test
    void readsTypesWithArguments() {
        List<HitCount> counts = hits.get("/list").as(new JsonType<List<HitCount>>() {});

        assertThat(counts).containsExactly(new HitCount(1), new HitCount(2));
        assertThat(hits.get("/list").as(new JsonType<List<HitCount>>() {}.type()))
                .isEqualTo(counts);
        assertThatThrownBy(() -> hits.get("/gzip").as(new JsonType<List<HitCount>>() {}))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("is not JSON of a java.util.List<");
    }

    @Test
    void takes404ForNothingOnlyWhenAsked() {
        assertThat(hits.get("/missing").asOptional(HitCount.class)).isEmpty();
        assertThat(hits.get("/list")
                        .asOptional(new JsonType<List<HitCount>>() {})
                        .orElseThrow())
                .hasSize(2);
        assertThat(hits.get("/missing").async().asOptional(HitCount.class).join())
                .isEqualTo(Optional.empty());
        assertThatThrownBy(() -> hits.get("/gone").asOptional(HitCount.class)).isInstanceOf(RpcException.class);
        assertThatThrownBy(() -> hits.get("/missing").as(HitCount.class)).isInstanceOf(RpcException.class);
    }

    @Test
    void sendsForms() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", "http://a/?b=1&c");
        fields.put("n", 7);
        fields.put("e", "\u00e9 +");
        hits.post("/").form(fields).send();

        assertThat(seen.getFirst("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(text()).isEqualTo("url=http%3A%2F%2Fa%2F%3Fb%3D1%26c&n=7&e=%C3%A9%20%2B");
    }

    // Without the look at it, the second one sends an empty body and succeeds.
    @Test
    void aRequestWhoseBodyIsAStreamIsSentOnce() {
        RpcRequest request = hits.post("/list").body(new ByteArrayInputStream(new byte[] {1, 2, 3}), "a/b");
        request.send();

        assertThatThrownBy(request::send)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The body of POST /list of hits is a stream, which is sent once, and it was.");
        assertThat(request.async().send())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(server.requests()).isEqualTo(1);
        assertThat(body).hasSize(3);
        request.body(new ByteArrayInputStream(new byte[] {4}), "a/b").send();
        assertThat(body).containsExactly(4);
    }

    // Beside ours, each of them went out twice.
    @Test
    void aHeaderThatIsSuppliedTakesThePlaceOfOurs() {
        byte[] large = new byte[LIMIT / 10];
        failures.set(2);
        hits.withHeader("accept-encoding", () -> "identity")
                .withHeader("content-encoding", () -> "br")
                .withHeader("idempotency-key", () -> "k")
                .post("/list")
                .body(large, "a/b")
                .send();

        assertThat(seen.get("Accept-Encoding")).containsExactly("identity");
        assertThat(seen.get("Content-Encoding")).containsExactly("br");
        assertThat(body).isEqualTo(large);
        assertThat(server.requests()).as("with its key it may be sent again").isEqualTo(3);
    }

    @Test
    void theLastIdempotencyKeyCounts() {
        hits.post("/list").idempotencyKey("1").idempotencyKey("2").send();

        assertThat(seen.get("Idempotency-Key")).containsExactly("2");
    }

    @Test
    void sendsFormsWithFilesAgainForEachAttempt() throws IOException {
        Path csv = Files.writeString(folder.resolve("hits.csv"), "a,b;1,2;");
        failures.set(2);

        hits.post("/")
                .multipart(new RpcMultipart()
                        .field("na\"me\r\nX-Evil: 1", "v\u00e9")
                        .file("csv", csv, "text/csv")
                        .file("raw", "r.bin", new byte[] {1, 2}, "application/octet-stream"))
                .idempotencyKey("k")
                .send();

        assertThat(server.requests()).isEqualTo(3);
        String boundary = seen.getFirst("Content-Type").replace("multipart/form-data; boundary=", "");
        assertThat(text()).isEqualTo("""
            --B
            Content-Disposition: form-data; name="na%22me%0D%0AX-Evil: 1"

            v\u00e9
            --B
            Content-Disposition: form-data; name="csv"; filename="hits.csv"
            Content-Type: text/csv

            a,b;1,2;
            --B
            Content-Disposition: form-data; name="raw"; filename="r.bin"
            Content-Type: application/octet-stream

            \1\2
            --B--
            """.replace("\n", "\r\n")
                .replace("B\r", boundary + "\r")
                .replace("B--", boundary + "--"));
    }

    /** With {@code StreamBody.once} said to be repeatable, the second attempt sends nothing and this fails. */
    @Test
    void sendsAStreamOnceAndAFileAgain() throws IOException {
        failures.set(1);
        RpcException failure = catchThrowableOfType(RpcException.class, () -> hits.put("/")
                .body(new ByteArrayInputStream(new byte[20_000]), "text/plain")
                .send());
        assertThat(failure.attempts()).hasSize(1);
        assertThat(failure).hasMessageContaining("its body was a stream, which can be read once");
        assertThat(body).hasSize(20_000);

        failures.set(1);
        Path file = Files.write(folder.resolve("file"), new byte[300_000]);
        hits.put("/").body(file, "text/plain").send();
        assertThat(body).hasSize(300_000);
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void tellsABodyThatCannotBeReadFromAnInstanceThatFails() {
        InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("disk");
            }
        };
        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> hits.put("/").body(broken, "text/plain").send());

        assertThat(failure.kind()).isEqualTo(RpcException.Kind.BODY);
        assertThat(failure.attempts()).extracting(Attempt::outcome).containsExactly("request body unreadable");
        assertThat(failure).hasRootCauseMessage("disk");
        assertThatThrownBy(() ->
                        hits.put("/").body(folder.resolve("none"), "text/plain").send())
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("request body unreadable");
    }

    @Test
    void inflatesAnswers() {
        RpcResponse answer = hits.get("/gzip").send();

        assertThat(seen.getFirst("Accept-Encoding")).isEqualTo("gzip");
        assertThat(answer.text()).isEqualTo("{\"value\":42}");
        assertThat(answer.headers()).doesNotContainKeys("Content-Encoding", "Content-Length");
        assertThat(hits.get("/gzip").as(HitCount.class)).isEqualTo(new HitCount(42));
        assertThat(hits.head("/gzip").send().status()).isEqualTo(200);
        hits.get("/").header("accept-encoding", "identity").send();
        assertThat(seen.get("Accept-Encoding")).containsExactly("identity");
    }

    /** With the limit on what comes over the wire, 5 kB here, 50 times the limit would be read into memory. */
    @Test
    void boundsAnswersByTheirInflatedSize() {
        assertThat(hits.get("/exact").send().body()).hasSize(LIMIT);
        assertThatThrownBy(() -> hits.get("/bomb").send())
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("answer too large");
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void neverTakesACutGzipForAWholeAnswer() {
        assertThatThrownBy(() -> hits.get("/cut").send())
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("answer broke off");
    }

    @Test
    void compressesLongBodiesWhereTheOptionSaysSo() throws IOException {
        byte[] plain = "{\"value\":1}".repeat(1000).getBytes(StandardCharsets.UTF_8);
        hits.post("/").body(plain, "application/json").send();
        assertThat(seen.getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(body.length).isLessThan(1000);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                .isEqualTo(plain);

        hits.post("/").json(new HitCount(1)).send();
        assertThat(seen).doesNotContainKey("Content-encoding");
        assertThat(text()).isEqualTo("{\"value\":1}");
    }

    @Test
    void asksForTheValuesOfSuppliedHeadersAtEachCall() {
        int[] asked = {0};
        RpcClient authorised =
                hits.withBearer(() -> Secret.of("t" + asked[0]++)).withHeader("X-Team", () -> "a");
        authorised.get("/").send();
        assertThat(seen.getFirst("Authorization")).isEqualTo("Bearer t0");
        authorised.get("/").send();
        assertThat(seen.getFirst("Authorization")).isEqualTo("Bearer t1");
        authorised.get("/").header("authorization", "Basic x").send();
        assertThat(seen.get("Authorization")).containsExactly("Basic x");
        assertThat(seen.getFirst("X-Team")).isEqualTo("a");
        hits.get("/").send();
        assertThat(seen).doesNotContainKeys("Authorization", "X-team");
        assertThatThrownBy(() -> hits.withHeader("Host", () -> "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void triesAsOftenAsTheRequestSays() {
        failures.set(100);
        assertThat(catchThrowableOfType(
                                RpcException.class,
                                () -> hits.get("/").retries(0).send())
                        .attempts())
                .hasSize(1);
        assertThat(catchThrowableOfType(
                                RpcException.class,
                                () -> hits.get("/").retries(4).send())
                        .attempts())
                .hasSize(5);
        assertThatThrownBy(() -> hits.get("/").retries(11)).isInstanceOf(IllegalArgumentException.class);
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
