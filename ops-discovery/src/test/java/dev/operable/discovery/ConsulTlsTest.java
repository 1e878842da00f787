package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulTlsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    /** What stands before a key of 2048 bits in PKCS #8. */
    private static final int RSA_HEAD = 26;

    @TempDir
    private Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private ConsulTls tls(Optional<String> authority, boolean client) {
        return new ConsulTls(
                authority.map(this::file),
                client ? Optional.of(file("dc1-client-consul-0.pem")) : Optional.empty(),
                client ? Optional.of(file("dc1-client-consul-0-key.pem")) : Optional.empty());
    }

    /** With the certificates that Consul's own command makes. */
    @Test
    void aRealConsulThatWantsACertificateIsUsedWithOneAndRefusesWithout() throws Exception {
        ConsulProcess.command(folder, "tls", "ca", "create");
        ConsulProcess.command(folder, "tls", "cert", "create", "-server");
        ConsulProcess.command(folder, "tls", "cert", "create", "-client");
        try (ConsulProcess consul = new ConsulProcess(folder, true, """
            verify_incoming = true
            ca_file = "consul-agent-ca.pem"
            cert_file = "dc1-server-consul-0.pem"
            key_file = "dc1-server-consul-0-key.pem"
            """, "-dev").start()) {
            ConsulSettings settings = ConsulSettings.at(consul.https());
            try (Consul used = Consul.connect(
                    settings.withTls(tls(Optional.of("consul-agent-ca.pem"), true)), new SimpleMeterRegistry())) {
                Registered registered =
                        used.register(Registration.of("hits", "127.0.0.1", 80).build());
                within(LONG, "it is registered", registered::registered);
            }
            assertThat(problem(settings.withTls(tls(Optional.of("consul-agent-ca.pem"), false))))
                    .contains("cannot be reached");
            assertThat(problem(settings.withTls(tls(Optional.empty(), true))))
                    .contains("TLS fails")
                    .contains("CONSUL_CACERT names the authority of Consul's certificate");
        }
    }

    private static String problem(ConsulSettings settings) {
        try (Consul used = Consul.connect(settings, Fast.PACE, new SimpleMeterRegistry())) {
            Registered registered =
                    used.register(Registration.of("hits", "127.0.0.1", 80).build());
            within(LONG, "the problem shows", () -> registered.problem().isPresent());
            return registered.problem().orElse("");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithItsVariable() throws Exception {
        assertThatThrownBy(() -> connect(tls(Optional.of("absent.pem"), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CONSUL_CACERT names the file " + file("absent.pem")
                        + ", which does not exist. Name a PEM file that this process may read.");
        Files.writeString(file("empty.pem"), "");
        assertThatThrownBy(() -> connect(tls(Optional.of("empty.pem"), false)))
                .hasMessageContaining("CONSUL_CACERT names the file")
                .hasMessageContaining("has no certificate in PEM");
        assertThatThrownBy(() -> new ConsulTls(Optional.empty(), Optional.of(file("a")), Optional.empty()))
                .hasMessage("CONSUL_CLIENT_CERT is set without CONSUL_CLIENT_KEY. Set both, or neither.");
    }

    private static void connect(ConsulTls tls) {
        Consul.connect(
                new ConsulSettings(
                        "localhost:8501",
                        Optional.empty(),
                        true,
                        tls,
                        Optional.empty(),
                        Optional.empty(),
                        ConsulSettings.CheckKind.HTTP,
                        Duration.ofMinutes(1),
                        190),
                new SimpleMeterRegistry());
    }

    @Test
    void keysOfAllFormsAreRead() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPair pair = rsa.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_HEAD, pkcs8.length);
        assertThat(PemKey.read(pem("PRIVATE KEY", pkcs8), pair.getPublic())).isEqualTo(pair.getPrivate());
        assertThat(PemKey.read(pem("RSA PRIVATE KEY", pkcs1), pair.getPublic())).isEqualTo(pair.getPrivate());
        // Without the signature it is read, and no handshake says why it ends.
        PublicKey other = rsa.generateKeyPair().getPublic();
        assertThatThrownBy(() -> PemKey.read(pem("PRIVATE KEY", pkcs8), other))
                .hasMessage("the key of another certificate");
        assertThatThrownBy(() -> PemKey.read(pem("ENCRYPTED PRIVATE KEY", pkcs8), pair.getPublic()))
                .hasMessage("no private key");
        assertThatThrownBy(() -> PemKey.read(pem("RSA PRIVATE KEY", new byte[] {1}), pair.getPublic()))
                .isInstanceOf(java.security.GeneralSecurityException.class);
    }

    private static byte[] pem(String kind, byte[] der) {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + kind + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
