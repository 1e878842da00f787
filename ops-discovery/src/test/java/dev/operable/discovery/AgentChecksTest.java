package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks that a real agent makes with TLS and with gRPC. */
@WithConsul(WithConsul.Kind.REAL)
class AgentChecksTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    /** With a certificate that nobody trusts. */
    private static SSLContext tls;

    private Operator operator;
    private Consul consul;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
    }

    @BeforeEach
    void start(ConsulAgent agent) {
        operator = new Operator(agent.address());
        consul = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        consul.close();
    }

    private void register(String name, int port, ServiceCheck check) {
        consul.register(Registration.of(name, "127.0.0.1", port).check(check).build());
    }

    private boolean says(String name, String words) {
        try {
            return operator.get("/v1/agent/checks?filter=ServiceName==" + name).contains(words);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSelfCheckOverTlsPassesWithACertificateThatIsTrustedOrNotVerified() throws Exception {
        HttpsServer service = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setHttpsConfigurator(new HttpsConfigurator(tls));
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        try {
            int port = service.getAddress().getPort();
            URI url = URI.create("https://127.0.0.1:" + port + "/self-check/ready");
            register("verified", port, new ServiceCheck.Http(url, SECOND, SECOND));
            register("unverified", port, new ServiceCheck.Http(url, SECOND, SECOND, false));
            within(LONG, "one passes", () -> says("unverified", "\"passing\""));
            within(LONG, "the other says why not", () -> says("verified", "x509"));
            assertThat(says("verified", "\"critical\"")).isTrue();
        } finally {
            service.stop(0);
        }
    }

    @Test
    void grpcsOwnHealthServiceIsAskedWithTlsAndWithout() throws Exception {
        try (GrpcHealth plain = new GrpcHealth(new ServerSocket(0, 9, InetAddress.getLoopbackAddress()));
                GrpcHealth secure = new GrpcHealth(secureSocket())) {
            register(
                    "plain",
                    plain.port(),
                    new ServiceCheck.Grpc("127.0.0.1:" + plain.port() + "/hits.Hits", false, true, SECOND, SECOND));
            register(
                    "secure",
                    secure.port(),
                    new ServiceCheck.Grpc("127.0.0.1:" + secure.port(), true, false, SECOND, SECOND));
            register(
                    "verified",
                    secure.port(),
                    new ServiceCheck.Grpc("127.0.0.1:" + secure.port(), true, true, SECOND, SECOND));
            within(LONG, "it passes", () -> says("plain", "\"passing\""));
            within(LONG, "it passes with TLS", () -> says("secure", "\"passing\""));
            assertThat(says("verified", "\"passing\"")).isFalse();

            plain.serving.set(false);
            within(LONG, "what does not serve is critical", () -> says("plain", "\"critical\""));
            plain.serving.set(true);
            within(LONG, "it passes again", () -> says("plain", "\"passing\""));
        }
    }

    private static ServerSocket secureSocket() throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 9, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return socket;
    }
}
