package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate, which it has signed itself, made by the JDK's keytool, as files in PEM too. */
final class TestCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore store;
    private final Path certificate;
    private final Path key;

    private TestCertificate(KeyStore store, Path certificate, Path key) {
        this.store = store;
        this.certificate = certificate;
        this.key = key;
    }

    /** One for these names, as keytool wants them: {@code dns:hits,ip:127.0.0.1}. */
    static TestCertificate of(Path folder, String owner, String names) throws Exception {
        Path file = folder.resolve(owner + ".p12");
        keytool(file, "own", owner, "-ext", "SAN=" + names);
        return read(folder, owner, file, "own");
    }

    /** One that has expired. Its file has the certificate of its authority, which has not. */
    static TestCertificate expired(Path folder, String owner, String names) throws Exception {
        Path file = folder.resolve(owner + ".p12");
        keytool(file, "ca", "authority", "-ext", "bc:c");
        keytool(file, "own", owner, "-ext", "SAN=" + names, "-signer", "ca", "-startdate", "-10d", "-validity", "5");
        return read(folder, owner, file, "ca");
    }

    private static TestCertificate read(Path folder, String owner, Path file, String trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return new TestCertificate(
                store,
                pem(
                        folder.resolve(owner + ".pem"),
                        "CERTIFICATE",
                        store.getCertificate(trusted).getEncoded()),
                pem(
                        folder.resolve(owner + "-key.pem"),
                        "PRIVATE KEY",
                        store.getKey("own", PASSWORD).getEncoded()));
    }

    private static void keytool(Path file, String alias, String owner, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + owner,
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    /** Of a side that has this certificate and trusts the other one, or nobody. */
    SSLContext trusting(Optional<TestCertificate> other) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        if (other.isPresent()) {
            trusted.setCertificateEntry("other", other.get().store.getCertificate("own"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), other.isPresent() ? trust.getTrustManagers() : null, null);
        return tls;
    }
}
