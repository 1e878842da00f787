package dev.operable.discovery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What TLS is made of, out of files in PEM. Immutable; each method reads its files anew.
 */
public final class TlsFiles {
    private static final int MOST_BYTES = 1 << 20;
    private static final char[] NO_PASSWORD = {};

    /**
     * A file and what it is named by, for messages.
     *
     * @param variable the setting that names the file
     * @param file empty if there is none
     */
    public record Named(String variable, Optional<Path> file) {}

    private final Named authorities;
    private final Named certificate;
    private final Named key;

    /**
     * Reads nothing yet.
     *
     * @param authorities certificates of those who may have signed the other side's; without a file, what the JDK trusts
     * @param certificate the certificate of this side, with those between it and its authority
     * @param key its private key: PKCS #8, PKCS #1 or SEC 1, not encrypted
     */
    public TlsFiles(Named authorities, Named certificate, Named key) {
        this.authorities = authorities;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Reads the files; empty when there are none.
     *
     * @throws IllegalArgumentException with the variable, the file and what is wrong with it
     */
    static Optional<SSLContext> context(ConsulTls tls) {
        if (tls.authorities().isEmpty() && tls.certificate().isEmpty()) {
            return Optional.empty();
        }
        TlsFiles files = new TlsFiles(
                new Named("CONSUL_CACERT", tls.authorities()),
                new Named("CONSUL_CLIENT_CERT", tls.certificate()),
                new Named("CONSUL_CLIENT_KEY", tls.key()));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(files.identity(), new TrustManager[] {files.trust()}, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw noTls(e);
        }
    }

    /**
     * Who is trusted.
     *
     * @throws IllegalArgumentException with the variable, the file and what is wrong with it
     */
    public X509ExtendedTrustManager trust() {
        try {
            KeyStore store = null;
            if (authorities.file().isPresent()) {
                store = empty();
                for (Certificate each : certificates(authorities)) {
                    store.setCertificateEntry("authority-" + store.size(), each);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509ExtendedTrustManager trust) {
                    return trust;
                }
            }
            throw new IllegalStateException("This Java has no trust manager for TLS.");
        } catch (GeneralSecurityException | IOException e) {
            throw noTls(e);
        }
    }

    /**
     * What this side proves itself with; nothing if no certificate is named.
     *
     * @throws IllegalArgumentException with the variable, the file and what is wrong with it
     */
    public KeyManager[] identity() {
        if (certificate.file().isEmpty() || key.file().isEmpty()) {
            return new KeyManager[0];
        }
        try {
            List<Certificate> chain = certificates(certificate);
            PrivateKey own = key(chain.get(0));
            KeyStore store = empty();
            store.setKeyEntry("client", own, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw noTls(e);
        }
    }

    private PrivateKey key(Certificate fitting) {
        try {
            return PemKey.read(bytes(key), fitting.getPublicKey());
        } catch (GeneralSecurityException e) {
            // Neither the cause nor its message, which may show parts of the key.
            throw wrong(key, "has no private key in PEM that fits " + certificate.variable());
        }
    }

    private static IllegalStateException noTls(Exception e) {
        return new IllegalStateException("TLS cannot be set up with this Java.", e);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Named named) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> all;
        try {
            all = List.copyOf(factory.generateCertificates(new ByteArrayInputStream(bytes(named))));
        } catch (CertificateException e) {
            throw wrong(named, "has no certificate in PEM (" + e.getMessage() + ")");
        }
        if (all.isEmpty()) {
            throw wrong(named, "has no certificate in PEM");
        }
        return all;
    }

    private static byte[] bytes(Named named) {
        Path file = named.file().orElseThrow();
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(named, "has more than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong(named, "does not exist");
        } catch (IOException e) {
            throw wrong(named, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static IllegalArgumentException wrong(Named named, String what) {
        return new IllegalArgumentException(named.variable() + " names the file "
                + named.file().orElseThrow() + ", which " + what
                + ". Name a PEM file that this process may read.");
    }
}
