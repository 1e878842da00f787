package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real TLS on loopback, with certificates of all sorts. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcTlsTest {
    /** The first handshake of a process loads what it needs. */
    private static final RpcOptions ALONE = RpcOptions.builder()
            .retries(0)
            .deadline(Duration.ofSeconds(20))
            .attemptTimeout(Duration.ofSeconds(20))
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    @TempDir
    private static Path folder;

    private static TestCertificate ofHits;
    private static TestCertificate ofOthers;
    private static TestCertificate old;
    private static TestCertificate ofLinks;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-https");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger reached = new AtomicInteger();

    @BeforeAll
    static void make() throws Exception {
        ofHits = TestCertificate.of(folder, "hits", "dns:hits,ip:127.0.0.1");
        ofOthers = TestCertificate.of(folder, "others", "dns:others,dns:hits.shop.example");
        old = TestCertificate.expired(folder, "old", "dns:hits");
        ofLinks = TestCertificate.of(folder, "links", "dns:links");
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        threads.shutdownNow();
    }

    private int server(TestCertificate own) throws Exception {
        return server(own.trusting(Optional.empty()), false);
    }

    private int server(SSLContext tls, boolean wantsCertificate) throws Exception {
        TlsServer server = new TlsServer(tls, wantsCertificate, reached::incrementAndGet);
        opened.add(server);
        return server.port();
    }

    private static RpcTls trusting(TestCertificate trusted) {
        return new RpcTls(
                RpcTls.Mode.AUTO, Optional.of(trusted.certificate()), Optional.empty(), Optional.empty(), "{service}");
    }

    private static RpcTls with(RpcTls tls, RpcTls.Mode mode, String name) {
        return new RpcTls(mode, tls.trust(), tls.certificate(), tls.key(), name);
    }

    private static RpcTls presenting(TestCertificate own, TestCertificate trusted) {
        return new RpcTls(
                RpcTls.Mode.AUTO,
                Optional.of(trusted.certificate()),
                Optional.of(own.certificate()),
                Optional.of(own.key()),
                "{service}");
    }

    private RpcClientsBuilder clients(Discovery discovery) {
        return RpcClients.builder(discovery, new SimpleMeterRegistry()).defaults(ALONE);
    }

    private RpcClient hits(RpcClientsBuilder clients) {
        RpcClients built = clients.build();
        opened.add(built);
        return built.client("hits");
    }

    private RpcClient hits(int port, RpcTls tls) {
        KnownInstances known = new KnownInstances().tls();
        known.set(port);
        return hits(clients(known).tls(tls));
    }

    private RpcException refused(RpcClient client) {
        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> client.get("/").send());
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(RpcException.Kind.CONNECT);
        assertThat(reached).as("requests that reached the server").hasValue(0);
        return failure;
    }

    @Test
    void anInstanceThatSaysHttpsIsCalledOverTlsUnderTheNameOfItsService() throws Exception {
        assertThat(hits(server(ofHits), trusting(ofHits)).get("/").send().status())
                .isEqualTo(204);
    }

    /** Without the endpoint identification of {@code TlsHandshake} the call arrives. */
    @Test
    void aCertificateForAnotherNameIsRefusedAndTheMessageSaysWhatToDo() throws Exception {
        int port = server(ofOthers);

        assertThat(refused(hits(port, trusting(ofOthers))))
                .hasMessageContaining(
                        "127.0.0.1:" + port + " of hits presented the certificate \"CN=others\" for others,"
                                + " hits.shop.example by \"CN=others\", which is not for the name \"hits\". Have one issued for"
                                + " that name, or set OPS_RPC_TLS_NAME to one that it has.");
        RpcTls named = with(trusting(ofOthers), RpcTls.Mode.AUTO, "{service}.shop.example");
        assertThat(hits(port, named).get("/").send().status()).isEqualTo(204);
    }

    @Test
    void aCertificateThatNobodyTrustedHasSignedIsRefused() throws Exception {
        assertThat(refused(hits(server(ofHits), trusting(ofLinks))))
                .hasMessageContaining("\"CN=hits\" for hits, 127.0.0.1 by \"CN=hits\", which nobody has signed who is"
                        + " trusted here. Put its authority into the file of OPS_RPC_TLS_TRUST.");
        assertThat(refused(hits(server(ofHits), RpcTls.defaults()))).hasMessageContaining("nobody has signed");
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() throws Exception {
        assertThat(refused(hits(server(old), trusting(old))))
                .hasMessageContaining("which is valid from ")
                .hasMessageContaining(" only. Renew it, or look at the clocks.");
    }

    @Test
    void anInstanceThatWantsACertificateGetsOursAndRefusesACallerWithout() throws Exception {
        int port = server(ofHits.trusting(Optional.of(ofLinks)), true);

        assertThat(refused(hits(port, trusting(ofHits))))
                .hasMessageContaining("127.0.0.1:" + port + " of hits did not agree on TLS: ")
                .hasMessageContaining("OPS_RPC_TLS_CERTIFICATE and OPS_RPC_TLS_KEY");
        assertThat(hits(port, presenting(ofLinks, ofHits)).get("/").send().status())
                .isEqualTo(204);
    }

    /** Without {@code ALWAYS} whoever can write to the catalog reads the call. */
    @Test
    void whereTlsIsAlwaysUsedACatalogThatDoesNotSayHttpsGetsNoCall() throws Exception {
        ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(plain);
        threads.execute(() -> answerWhateverComes(plain));
        RpcTls always = with(trusting(ofHits), RpcTls.Mode.ALWAYS, "{service}");

        assertThat(refused(hits(clients(KnownInstances.of(plain.getLocalPort())).tls(always))))
                .hasMessageContaining("127.0.0.1:" + plain.getLocalPort() + " of hits did not agree on TLS: ")
                .hasMessageContaining("Does it speak TLS");
        int port = server(ofHits);
        assertThat(hits(clients(KnownInstances.of(port)).tls(always))
                        .get("/")
                        .send()
                        .status())
                .isEqualTo(204);
    }

    private void answerWhateverComes(ServerSocket plain) {
        try (Socket socket = plain.accept()) {
            String begin = String.valueOf((char) socket.getInputStream().read());
            // A handshake begins with 22.
            reached.addAndGet(begin.equals("G") ? 1 : 0);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFixedAddressHasACertificateForItsHost() throws Exception {
        Discovery fixed = Discovery.fixed(Map.of("hits", List.of(URI.create("https://127.0.0.1:" + server(ofHits)))));
        assertThat(hits(clients(fixed).tls(trusting(ofHits))).get("/").send().status())
                .isEqualTo(204);

        Discovery other = Discovery.fixed(Map.of("hits", List.of(URI.create("https://127.0.0.1:" + server(ofOthers)))));
        reached.set(0);
        RpcTls named = with(trusting(ofOthers), RpcTls.Mode.AUTO, "others");
        assertThat(refused(hits(clients(other).tls(named)))).hasMessageContaining("not for the name \"127.0.0.1\"");
    }

    @Test
    void aContextOfOnesOwnTakesThePlaceOfTheFiles() throws Exception {
        KnownInstances known = new KnownInstances().tls();
        known.set(server(ofHits));

        assertThat(hits(clients(known).tls(ofLinks.trusting(Optional.of(ofHits))))
                        .get("/")
                        .send()
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aHandshakeThatHangsEndsWithTheAttempt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        RawServer silent = new RawServer(socket -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        opened.add(silent);
        opened.add(over::countDown);
        KnownInstances known = new KnownInstances().tls();
        known.set(silent.port());
        RpcOptions brief = RpcOptions.builder()
                .retries(0)
                // Which is for the handshake as well; the shorter of the two ends it.
                .connectTimeout(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(500))
                .build();

        long start = System.nanoTime();
        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> hits(clients(known).defaults(brief).tls(trusting(ofHits)))
                        .get("/")
                        .send());

        assertThat(failure.kind()).isEqualTo(RpcException.Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        // Nothing was sent, so that a POST may go again; without OwnedConnections.opening it does not.
        RpcException again = catchThrowableOfType(
                RpcException.class, () -> hits(clients(known).defaults(brief).tls(trusting(ofHits)))
                        .post("/")
                        .retries(1)
                        .deadline(Duration.ofSeconds(20))
                        .send());
        assertThat(again.attempts()).extracting(Attempt::outcome).containsExactly("timeout", "timeout");
    }

    /** Without the look every 10 s the context stays what it was at the start. */
    @Test
    void filesThatChangeAreReadAgainAndThoseThatCannotBeUsedLeaveWhatWas() throws Exception {
        Path trust = Files.copy(ofLinks.certificate(), folder.resolve("trust.pem"));
        PlayedTime time = new PlayedTime();
        TlsContext tls = TlsContext.of(
                new RpcTls(RpcTls.Mode.AUTO, Optional.of(trust), Optional.empty(), Optional.empty(), "{service}"),
                time);
        SSLContext first = tls.now();

        change(trust, "not PEM", 1);
        time.pass(Duration.ofSeconds(11));
        assertThat(tls.now()).isSameAs(first);
        change(trust, Files.readString(ofHits.certificate()), 2);
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (tls.now() == first && System.nanoTime() < until) {
            time.pass(Duration.ofSeconds(11));
            Thread.onSpinWait();
        }

        assertThat(tls.now()).isNotSameAs(first);
    }

    private static void change(Path file, String content, int age) throws Exception {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(age)));
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() {
        assertThatThrownBy(() -> clients(Discovery.none())
                        .tls(new RpcTls(
                                RpcTls.Mode.AUTO,
                                Optional.of(folder.resolve("absent.pem")),
                                Optional.empty(),
                                Optional.empty(),
                                "{service}"))
                        .build())
                .hasMessage("OPS_RPC_TLS_TRUST names the file " + folder.resolve("absent.pem")
                        + ", which does not exist. Name a PEM file that this process may read.");
        assertThatThrownBy(() -> new RpcTls(
                        RpcTls.Mode.AUTO, Optional.empty(), Optional.of(folder), Optional.empty(), "{service}"))
                .hasMessage("OPS_RPC_TLS_CERTIFICATE is set without OPS_RPC_TLS_KEY. Set both, or neither.");
    }
}
