package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.Secret;
import dev.operable.discovery.Discovery;
import dev.operable.discovery.ServiceInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A proxy on loopback that records what it is asked for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcProxyTest {
    private static final RpcOptions ALONE = RpcOptions.builder()
            .retries(0)
            .deadline(Duration.ofSeconds(20))
            .attemptTimeout(Duration.ofSeconds(20))
            .build();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private int proxy(String answer) throws IOException {
        RecordingProxy proxy = new RecordingProxy(asked, answer);
        opened.add(proxy);
        return proxy.port();
    }

    private static RpcProxy known(int port) {
        Optional<Secret> proxy = Optional.of(Secret.of("http://ada:hunter%3A2@127.0.0.1:" + port));
        return new RpcProxy(RpcProxy.Mode.FIXED, proxy, proxy, List.of());
    }

    private static RpcProxy at(RpcProxy.Mode mode, int port, String... none) {
        Optional<Secret> proxy = Optional.of(Secret.of("127.0.0.1:" + port));
        return new RpcProxy(mode, proxy, proxy, List.of(none));
    }

    private RpcClient hits(Discovery discovery, RpcProxy proxy, RpcTls tls) {
        RpcClients clients = RpcClients.builder(discovery, new SimpleMeterRegistry())
                .defaults(ALONE)
                .tls(tls)
                .proxy(proxy)
                .build();
        opened.add(clients);
        return clients.client("hits");
    }

    private static Discovery fixed(String address) {
        return Discovery.fixed(Map.of("hits", List.of(URI.create(address))));
    }

    /** Without {@code setProxy} the name is looked up, and there is none. */
    @Test
    void aFixedAddressIsAskedOfTheProxyWhichLooksItUp() throws Exception {
        RpcProxy proxy = at(RpcProxy.Mode.FIXED, proxy("HTTP/1.1 200 OK"));

        assertThat(hits(fixed("http://hits.invalid:8080"), proxy, RpcTls.defaults())
                        .get("/a%20b/{id}", "x/y")
                        .query("q", 1)
                        .send()
                        .status())
                .isEqualTo(200);

        assertThat(asked).containsExactly("GET http://hits.invalid:8080/a%20b/x%2Fy?q=1 HTTP/1.1");
    }

    @Test
    void httpsGoesThroughATunnelAndTheProxySeesNoRequest(@TempDir Path folder) throws Exception {
        TestCertificate own = TestCertificate.of(folder, "hits", "dns:hits.invalid");
        TlsServer server = new TlsServer(own.trusting(Optional.empty()), false, () -> {});
        opened.add(server);
        RecordingProxy tunnel = RecordingProxy.to(asked, server.port());
        opened.add(tunnel);
        RpcTls tls = new RpcTls(
                RpcTls.Mode.AUTO, Optional.of(own.certificate()), Optional.empty(), Optional.empty(), "{service}");

        RpcClient hits = hits(fixed("https://hits.invalid:8443"), at(RpcProxy.Mode.FIXED, tunnel.port()), tls);

        assertThat(hits.get("/secret").send().status()).isEqualTo(204);
        assertThat(asked).containsExactly("CONNECT hits.invalid:8443 HTTP/1.1");
    }

    /** {@code ada:hunter:2} in base64; without the preemptive scheme the proxy is told nothing. */
    @Test
    void aUserAndAPasswordAreForTheProxyAlone() throws Exception {
        String told = "Basic YWRhOmh1bnRlcjoy";
        RecordingProxy proxy = new RecordingProxy(asked, "HTTP/1.1 200 OK");
        opened.add(proxy);
        hits(fixed("http://hits.invalid"), known(proxy.port()), RpcTls.defaults())
                .get("/")
                .send();
        assertThat(proxy.heads()).singleElement().asString().contains("\r\nProxy-Authorization: " + told + "\r\n");

        RecordingProxy tunnel = new RecordingProxy(asked, "HTTP/1.1 403 Forbidden");
        opened.add(tunnel);
        RpcClient hits = hits(fixed("https://hits.invalid"), known(tunnel.port()), RpcTls.defaults());
        assertThatThrownBy(() -> hits.get("/").send()).isInstanceOf(RpcException.class);
        assertThat(tunnel.heads()).singleElement().asString().contains("\r\nProxy-Authorization: " + told + "\r\n");
    }

    @Test
    void aProxyThatRefusesTheTunnelIsNamed() throws Exception {
        int port = proxy("HTTP/1.1 403 Forbidden");
        RpcClient hits = hits(fixed("https://hits.invalid"), at(RpcProxy.Mode.FIXED, port), RpcTls.defaults());

        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> hits.get("/").send());

        assertThat(failure.kind()).isEqualTo(RpcException.Kind.CONNECT);
        assertThat(failure).hasMessageContaining("through the proxy 127.0.0.1:" + port);
    }

    @Test
    void aProxyWhoseNameIsNotKnownIsNamed() {
        Optional<Secret> nobody = Optional.of(Secret.of("nobody.invalid:3128"));
        RpcProxy proxy = new RpcProxy(RpcProxy.Mode.FIXED, nobody, nobody, List.of());
        RpcClient hits = hits(fixed("https://hits.invalid"), proxy, RpcTls.defaults());

        assertThatThrownBy(() -> hits.post("/").send())
                .hasMessageContaining("It was to go through the proxy nobody.invalid:3128, whose name ");
    }

    // Without OwnedConnections.opening each is sent once, and the message tells of the instance alone. In the
    // tunnel of the second one a handshake hangs.
    @ParameterizedTest
    @CsvSource({
        "silent, timeout, ', by which there was no connection to hits.invalid:8443 in time.'",
        "tunnel, timeout, ', by which there was no connection to hits.invalid:8443 in time.'",
        "hangup, connect failed, ': '",
    })
    void whatWasNotSentSinceTheProxyOpenedNoWayIsTriedAgainAndTheProxyNamed(String proxy, String outcome, String why)
            throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        RawServer server = new RawServer(socket -> {
            if (proxy.equals("tunnel")) {
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            if (!proxy.equals("hangup")) {
                awaitEnd(over);
            }
        });
        opened.add(server);
        RpcClients clients = RpcClients.builder(fixed("https://hits.invalid:8443"), new SimpleMeterRegistry())
                .defaults(RpcOptions.builder()
                        .retries(1)
                        .deadline(Duration.ofSeconds(20))
                        .attemptTimeout(Duration.ofSeconds(1))
                        .connectTimeout(Duration.ofSeconds(20))
                        .build())
                .proxy(at(RpcProxy.Mode.FIXED, server.port()))
                .build();
        opened.add(clients);

        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> clients.client("hits").post("/").send());

        // What the first one ends with may be the time that a busy machine takes to load what it needs.
        assertThat(failure.attempts()).hasSize(2);
        assertThat(failure.attempts().get(1).outcome()).isEqualTo(outcome);
        assertThat(failure)
                .hasMessageContaining("It was to go through the proxy 127.0.0.1:" + server.port() + why)
                .hasMessageNotContaining("may have been carried out");
    }

    private static void awaitEnd(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the mode the call goes to the proxy, which may not even see the instance. */
    @Test
    void aDiscoveredInstanceIsCalledDirectlyUnlessAllGoThroughTheProxy() throws Exception {
        RpcProxy.Mode fixed = RpcProxy.Mode.FIXED;
        int port = proxy("HTTP/1.1 200 OK");
        ServiceInstance instance = new ServiceInstance("hits-1", "hits", "10.0.0.7", 80, Set.of(), Map.of());

        assertThat(at(fixed, port).to(instance, false, false)).isNull();
        assertThat(at(fixed, port).to(instance, false, true)).hasFieldOrPropertyWithValue("host.port", port);
        assertThat(at(RpcProxy.Mode.ALL, port).to(instance, true, false))
                .hasFieldOrPropertyWithValue("host.port", port);
        assertThat(at(RpcProxy.Mode.OFF, port).to(instance, false, true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example, 80, true",
        "shop.example, hits.shop.example, 80, true",
        ".shop.example, hits.shop.example, 80, true",
        "*.shop.example, hits.shop.example, 80, true",
        "shop.example, SHOP.EXAMPLE, 80, true",
        "shop.example, workshop.example, 80, false",
        "shop.example, shop.example.org, 80, false",
        "shop.example:8080, shop.example, 80, false",
        "shop.example:8080, shop.example, 8080, true",
        "10.0.0.7, 10.0.0.7, 80, true",
        "10.0.0.7, 10.0.0.70, 80, false",
        "10.0.0.0/8, 10.200.3.4, 80, true",
        "10.0.0.0/8, 11.0.0.1, 80, false",
        "10.0.0.0/8, ten.example, 80, false",
        "fd00::/8, fd12::1, 80, true",
        "[fd00::1], fd00::1, 80, true",
        "fd00::/8, 10.0.0.1, 80, false",
        "*, anything.example, 80, true",
        "other.example, 127.0.0.1, 80, true",
        "other.example, localhost, 80, true",
        "other.example, ::1, 80, true",
    })
    void whatNoProxyNamesIsCalledDirectly(String none, String host, int port, boolean direct) {
        ServiceInstance instance = new ServiceInstance("hits-1", "hits", host, port, Set.of(), Map.of());

        assertThat(at(RpcProxy.Mode.ALL, 1, none).to(instance, false, true) == null)
                .isEqualTo(direct);
    }

    /** The start goes on: the variable may be meant for others, and this process may call nobody through a proxy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ada:hunter2@a:1",
                "socks5://a:1",
                "a b",
                "http://",
                "http://ada:hunter2@",
                "http://ada:hunter2@SEC#RET@127.0.0.1:3128"
            })
    void aProxyThatCannotBeUsedIsWarnedOfAndFailsTheCallsThatNeedItAndNoOthers(String text) throws Exception {
        RpcProxy unusable =
                new RpcProxy(RpcProxy.Mode.FIXED, Optional.of(Secret.of(text)), Optional.empty(), List.of("10.0.0.2"));
        String problem = "HTTP_PROXY is not a proxy that calls can use. Write it as http://host:port or"
                + " http://user:password@host:port with what is no letter or digit of the password percent-encoded, or leave the variable to others with OPS_RPC_PROXY=off.";
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
        logger.addAppender(log);
        try {
            RpcClient outside = hits(fixed("http://shop.example:1"), unusable, RpcTls.defaults());

            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("Calls that have to go through a proxy will fail: " + problem);
            assertThatThrownBy(() -> outside.get("/").send())
                    .isInstanceOfSatisfying(RpcException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(RpcException.Kind.CONNECT);
                        assertThat(failure.attempts()).hasSize(1);
                    })
                    .hasMessageContainingAll("shop.example:1 proxy unusable", problem)
                    .hasMessageNotContaining("hunter2");
            // Without NO_WAY in Outcome.serviceFailed the self-check passes with no calls, however many fail.
            assertThat(outside.check().run().data()).containsEntry("failures", 1L);
        } finally {
            logger.detachAppender(log);
        }
        try (Server inside = Server.start(Server.answering(200, "ok"))) {
            assertThat(hits(KnownInstances.of(inside.port()), unusable, RpcTls.defaults())
                            .get("/")
                            .send()
                            .text())
                    .isEqualTo("ok");
        }
        ServiceInstance direct = new ServiceInstance("hits-1", "hits", "10.0.0.2", 1, Set.of(), Map.of());
        assertThat(unusable.problem(direct, false, true)).isNull();
        assertThat(unusable.problem(direct, true, true)).isNull();
    }

    @Test
    void whatIsNotToBeCalledThroughAProxyHasToBeReadable() {
        assertThatThrownBy(() -> at(RpcProxy.Mode.FIXED, 1, "10.0.0.0/33"))
                .hasMessageStartingWith("NO_PROXY has \"10.0.0.0/33\", which is no name, address or network.");
    }
}
