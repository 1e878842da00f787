package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of servers that are there, are not, are silent, or are something else. */
class RemoteChecksTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    static Stream<InetSocketAddress> anywhere() {
        return Stream.of(InetSocketAddress.createUnresolved("localhost", 1));
    }

    /** All that ask another system at this address. */
    static List<HealthCheck> all(InetSocketAddress at) {
        String place = "127.0.0.1:" + at.getPort();
        return List.of(
                HealthChecks.http(URI.create("http://" + place + "/ready")),
                HealthChecks.http(URI.create("https://" + place + "/ready")),
                HealthChecks.redis(URI.create("redis://:secret@" + place)),
                HealthChecks.redis(URI.create("rediss://" + place)),
                HealthChecks.certificate(at));
    }

    @Test
    void whatNobodyListensToIsToldAsThat() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort());
        }
        List<HealthCheck> checks = new ArrayList<>(all(nobody));
        checks.add(HealthChecks.tcp(nobody));

        for (HealthCheck check : checks) {
            assertThat(failure(check.within(LONG)))
                    .contains(":" + nobody.getPort(), "it refuses connections")
                    .doesNotContain("secret");
        }
        assertThat(failure(HealthChecks.tcp(InetSocketAddress.createUnresolved("no-such-host.invalid", 80))))
                .isEqualTo("no-such-host.invalid:80: the name no-such-host.invalid is not known");
    }

    // Seen to hang here without the deadline of the line, and with one of each read only where it drips.
    @Test
    void whatIsSilentOrDripsCostsTheTimeoutAndNoConnection() throws Exception {
        for (int kind = 0; kind < all(new InetSocketAddress(1)).size(); kind++) {
            for (boolean drips : List.of(false, true)) {
                try (BlackHole hole = drips ? BlackHole.dripping() : BlackHole.silent()) {
                    long start = System.nanoTime();
                    String reason = failure(all(hole.address()).get(kind).within(SHORT));

                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                    assertThat(reason).contains(":" + hole.address().getPort());
                    if (!drips) {
                        assertThat(reason).contains(" within 270ms");
                    }
                    assertThat(hole.wasClosedByTheOther()).isTrue();
                }
            }
        }
    }

    // Seen to take as long as the other side likes, with a timeout of each read only.
    @Test
    void aRecordOfTlsThatDripsCostsTheTimeoutAndNoConnection() throws Exception {
        for (int kind = 0; kind < 3; kind++) {
            try (BlackHole hole = BlackHole.drippingTls()) {
                String place = "localhost:" + hole.address().getPort();
                HealthCheck check = List.of(
                                HealthChecks.redis(URI.create("rediss://" + place)),
                                HealthChecks.http(URI.create("https://" + place)),
                                HealthChecks.certificate(hole.address()))
                        .get(kind)
                        .within(SHORT);
                long start = System.nanoTime();

                assertThat(failure(check)).endsWith("no TLS handshake within 270ms");

                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
                assertThat(Thread.interrupted()).isFalse();
                assertThat(hole.wasClosedByTheOther()).isTrue();
            }
        }
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() throws Exception {
        try (BlackHole hole = BlackHole.silent()) {
            HealthCheck check = HealthChecks.http(
                    URI.create("http://127.0.0.1:" + hole.address().getPort()));
            CompletableFuture<CheckResult> result = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    result.complete(check.within(Duration.ofMinutes(5)).run());
                } catch (Exception failure) {
                    result.completeExceptionally(failure);
                }
            });
            thread.setDaemon(true);
            thread.start();
            Await.until("it waits", () -> List.of(thread.getStackTrace()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("readLine")));

            thread.interrupt();

            assertThat(result.get(10, TimeUnit.SECONDS).reason()).contains("the check was interrupted");
            assertThat(hole.wasClosedByTheOther()).isTrue();
        }
    }

    @Test
    void anAnswerThatIsNoneIsToldAsThat() throws Exception {
        try (BlackHole other = BlackHole.saying("220 mail.example.com ESMTP\r\n")) {
            int port = other.address().getPort();

            assertThat(failure(HealthChecks.http(URI.create("http://127.0.0.1:" + port + "/a?token=x"))))
                    .isEqualTo("GET http://127.0.0.1:" + port + "/a: the answer is not HTTP");
            assertThat(failure(HealthChecks.redis(URI.create("redis://127.0.0.1:" + port))))
                    .contains("answers PING with what is not RESP");
            assertThat(failure(HealthChecks.redis(URI.create("rediss://127.0.0.1:" + port))))
                    .contains("Redis at 127.0.0.1:" + port);
        }
        try (BlackHole endless = BlackHole.saying("x".repeat(20_000))) {
            assertThat(failure(HealthChecks.http(
                            URI.create("http://127.0.0.1:" + endless.address().getPort()))))
                    .contains("a line of more than 8192 bytes");
        }
    }

    @Test
    void aGetPassesWith2xxOnly() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new ArrayList<>();
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Host"));
                String last = exchange.getRequestURI().getPath().substring(1);
                exchange.sendResponseHeaders(Integer.parseInt(last), -1);
            }
        });
        server.start();
        String base = "http://localhost:" + server.getAddress().getPort() + "/";
        try {
            assertThat(HealthChecks.http(URI.create(base + "200?q=%20ü")).run())
                    .isEqualTo(CheckResult.pass().with("status", 200));
            assertThat(HealthChecks.http(URI.create(base + "204")).run().status())
                    .isEqualTo(CheckResult.Status.PASS);
            assertThat(failure(HealthChecks.http(URI.create(base + "302"))))
                    .isEqualTo("GET " + base + "302: answered 302, not 2xx");
            assertThat(failure(HealthChecks.http(URI.create(base + "503")))).endsWith("answered 503, not 2xx");
            assertThat(asked)
                    .element(0)
                    .isEqualTo("GET /200?q=%20%C3%BC localhost:"
                            + server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
        assertThat(failure(HealthChecks.http(URI.create(base + "200")))).contains("it refuses connections");
    }

    @Test
    void aServerOverTlsIsTrustedByItsAuthorityAndItsName() throws Exception {
        Certificates certificates = Certificates.made(folder, 1, 400);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.tls()));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            assertThat(HealthChecks.http(URI.create("https://localhost:" + port), certificates.tls())
                            .within(LONG)
                            .run()
                            .status())
                    .isEqualTo(CheckResult.Status.PASS);
            assertThat(failure(HealthChecks.http(URI.create("https://localhost:" + port))
                            .within(LONG)))
                    .as("an authority that nobody knows")
                    .contains("certification path");
            assertThat(failure(HealthChecks.http(URI.create("https://127.0.0.2:" + port), certificates.tls())
                            .within(LONG)))
                    .as("the name of somebody else, or nobody there")
                    .contains("https://127.0.0.2:" + port);
            assertThat(HealthChecks.certificate(new InetSocketAddress("localhost", port))
                            .within(LONG)
                            .run()
                            .status())
                    .as("valid for a year, trusted or not")
                    .isEqualTo(CheckResult.Status.PASS);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @MethodSource("anywhere")
    void whatAsksAnotherSystemIsRefusedAsALiveCheck(InetSocketAddress at) {
        List<HealthCheck> checks = new ArrayList<>(all(at));
        checks.add(HealthChecks.tcp(at));
        for (HealthCheck check : checks) {
            assertThatThrownBy(() -> HealthCheck.named("x").probe(Probe.LIVE).of(check))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be of the probe LIVE");
        }
    }

    @Test
    void whatCannotBeAskedIsRefusedAtOnceWithoutItsPassword() {
        assertThatThrownBy(() -> HealthChecks.redis(URI.create("http://user:secret@cache:1")))
                .hasMessage(
                        "http://cache:1 is not the URI of a Redis server. Write redis://host:6379, or rediss: for TLS,"
                                + " and what is special in a password percent-encoded.");
        assertThatThrownBy(() -> HealthChecks.http(URI.create("ftp://user:secret@files/a")))
                .hasMessage("ftp://files/a is not the http or https URL of a host, for example http://search:9200/.");
        assertThat(HealthChecks.redis(URI.create("redis://user:secret@cache")).toString())
                .doesNotContain("secret");
        assertThat(HealthChecks.http(URI.create("http://user:secret@cache/?secret"))
                        .toString())
                .doesNotContain("secret");
    }

    // The path or the port of these has a part of the password, and some have no host.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:sec/ret@cache",
                "redis://user:sec/ret@cache:6379/0",
                "redis://sec/ret@cache",
                "redis://user:12/ret@cache",
                "redis://:sec?ret@cache",
                "redis://:sec#ret@cache",
                "redis://my_cache",
                "redis:secret@cache"
            })
    void aUriWhosePasswordIsNotEncodedIsRefusedWithoutAnyPartOfIt(String uri) {
        assertThatThrownBy(() -> HealthChecks.redis(URI.create(uri)))
                .hasMessageStartingWith("redis://••• is not the URI of a Redis server.")
                .hasMessageContaining("percent-encoded")
                .message()
                .doesNotContain("sec", "ret@", "null", "12");
    }

    @Test
    void anUnderscoreInAHostIsNamed() {
        assertThatThrownBy(() -> HealthChecks.http(URI.create("http://my_service:8080/")))
                .hasMessageContaining("The name of a host has no underscore");
        assertThatThrownBy(() -> HealthChecks.redis(URI.create("redis://my_cache")))
                .hasMessageContaining("The name of a host has no underscore");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ERR unknown command 'AUTH', with args beginning with: 'S3KR1T' \r\n",
                "-ERR unknown command `AUTH`, with args beginning with: `S3K`, \r\n",
                "-ERR no such user as S3KR1T\r\n"
            })
    void aRedisThatRepeatsThePasswordTellsItToNobody(String said) throws Exception {
        try (BlackHole server = BlackHole.saying(said)) {
            URI uri = URI.create("redis://:S3KR1T@127.0.0.1:" + server.address().getPort());

            assertThat(failure(HealthChecks.redis(uri)))
                    .contains("refuses AUTH: ERR", "•••")
                    .doesNotContain("S3K");
        }
    }

    @Test
    void anAnswerThatIsAnnouncedFirstIsTheOneThatCounts() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
        try (BlackHole server =
                BlackHole.saying("HTTP/1.1 100 Continue\r\n\r\n" + hints + hints + "HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(get(server).run().data()).containsEntry("status", 204);
        }
        try (BlackHole server = BlackHole.saying(hints + "HTTP/1.1 500 Oh\r\n\r\n")) {
            assertThat(failure(get(server))).endsWith("answered 500, not 2xx");
        }
        try (BlackHole server = BlackHole.saying(hints.repeat(1_000))) {
            assertThat(failure(get(server))).endsWith("more than 200 lines came before the answer");
        }
    }

    private static HealthCheck get(BlackHole server) {
        return HealthChecks.http(
                        URI.create("http://127.0.0.1:" + server.address().getPort()))
                .within(LONG);
    }

    @Test
    void theUserInfoOfAUrlIsSentAndNeverShown() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> sent = new ArrayList<>();
        server.createContext("/", exchange -> {
            try (exchange) {
                sent.add(exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(401, -1);
            }
        });
        server.start();
        try {
            URI url = URI.create(
                    "http://ann:s%40me@127.0.0.1:" + server.getAddress().getPort() + "/x");

            assertThat(failure(HealthChecks.http(url).within(LONG)))
                    .isEqualTo("GET http://127.0.0.1:" + server.getAddress().getPort() + "/x: answered 401, not 2xx");
            assertThat(sent).containsExactly("Basic YW5uOnNAbWU=");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortThatAcceptsPassesAndIsLetGo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(HealthChecks.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()))
                            .run()
                            .status())
                    .isEqualTo(CheckResult.Status.PASS);
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(10_000);
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void theTimeoutOfTheCheckIsSaidOnlyOnce() throws Exception {
        try (BlackHole hole = BlackHole.silent();
                SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            URI silent = URI.create("redis://127.0.0.1:" + hole.address().getPort());
            checks.add(HealthCheck.named("cache").timeout(Duration.ofSeconds(2)).of(HealthChecks.redis(silent)));

            CheckOutcome cache = checks.verdict().checks().get(0);

            assertThat(cache.hung()).as("it gave up by itself").isFalse();
            assertThat(cache.result().reason()).endsWith("no answer within 1s800ms");
        }
    }

    static String failure(HealthCheck check) throws Exception {
        CheckResult result = check.run();
        assertThat(result.status()).as(result.toString()).isEqualTo(CheckResult.Status.FAIL);
        return result.reason();
    }
}
