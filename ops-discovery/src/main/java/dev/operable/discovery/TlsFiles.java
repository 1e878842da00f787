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
import org.jspecify.annotations.Nullable;

/** Makes TLS out of the files that {@link ConsulTls} names. */
final class TlsFiles {
    private static final int MOST_BYTES = 1 << 20;
    private static final char[] NO_PASSWORD = {};

    private TlsFiles() {}

    /**
     * Reads the files; empty when there are none.
     *
     * @throws IllegalArgumentException with the variable, the file and what is wrong with it
     */
    static Optional<SSLContext> context(ConsulTls tls) {
        if (tls.authorities().isEmpty() && tls.certificate().isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity(tls), trusted(tls), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS for Consul cannot be set up with this Java.", e);
        }
    }

    /** Null for what the JDK trusts. */
    private static TrustManager @Nullable [] trusted(ConsulTls tls) throws GeneralSecurityException, IOException {
        if (tls.authorities().isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (Certificate each : certificates("CONSUL_CACERT", tls.authorities().get())) {
            store.setCertificateEntry("authority-" + store.size(), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] identity(ConsulTls tls) throws GeneralSecurityException, IOException {
        if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
            return null;
        }
        List<Certificate> chain =
                certificates("CONSUL_CLIENT_CERT", tls.certificate().get());
        Path file = tls.key().get();
        PrivateKey key;
        try {
            key = PemKey.read(bytes("CONSUL_CLIENT_KEY", file), chain.get(0).getPublicKey());
        } catch (GeneralSecurityException e) {
            // Neither the cause nor its message, which may show parts of the key.
            throw wrong("CONSUL_CLIENT_KEY", file, "has no private key in PEM that fits CONSUL_CLIENT_CERT");
        }
        KeyStore store = empty();
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(String variable, Path file) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> all;
        try {
            all = List.copyOf(factory.generateCertificates(new ByteArrayInputStream(bytes(variable, file))));
        } catch (CertificateException e) {
            throw wrong(variable, file, "has no certificate in PEM (" + e.getMessage() + ")");
        }
        if (all.isEmpty()) {
            throw wrong(variable, file, "has no certificate in PEM");
        }
        return all;
    }

    private static byte[] bytes(String variable, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(variable, file, "has more than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong(variable, file, "does not exist");
        } catch (IOException e) {
            throw wrong(variable, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static IllegalArgumentException wrong(String variable, Path file, String what) {
        return new IllegalArgumentException(variable + " names the file " + file + ", which " + what
                + ". Name a PEM file that this process may read.");
    }
}
