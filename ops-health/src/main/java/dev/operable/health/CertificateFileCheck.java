package dev.operable.health;

import dev.operable.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** The certificates in a PEM file or a key store; the file is known by what is in it, not by its name. */
record CertificateFileCheck(Path file, Secret password, Expiry expiry) implements HealthCheck {
    private static final String PEM = "-----BEGIN ";

    @Override
    public CheckResult run() {
        try {
            byte[] content = Files.readAllBytes(file);
            boolean pem = new String(content, StandardCharsets.ISO_8859_1).contains(PEM);
            return expiry.judge(file.toString(), pem ? pem(content) : keyStore());
        } catch (NoSuchFileException missing) {
            return CheckResult.fail(file + " does not exist");
        } catch (IOException | GeneralSecurityException unreadable) {
            return CheckResult.fail(file + " cannot be read as PEM or as a key store: " + unreadable.getMessage());
        }
    }

    /** A private key may stand in the same file; the JDK reads certificates only where it finds nothing else. */
    private static Collection<? extends Certificate> pem(byte[] content) throws GeneralSecurityException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        StringBuilder certificates = new StringBuilder();
        String begin = PEM + "CERTIFICATE-----";
        String end = "-----END CERTIFICATE-----";
        for (int from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, from + 1)) {
            int to = text.indexOf(end, from);
            certificates
                    .append(text, from, to < 0 ? text.length() : to + end.length())
                    .append('\n');
        }
        byte[] bytes = certificates.toString().getBytes(StandardCharsets.ISO_8859_1);
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
    }

    private List<Certificate> keyStore() throws IOException, GeneralSecurityException {
        char[] secret = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), secret);
            List<Certificate> all = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                if (chain != null) {
                    all.addAll(List.of(chain));
                } else if (store.getCertificate(alias) != null) {
                    all.add(store.getCertificate(alias));
                }
            }
            return all;
        } finally {
            Arrays.fill(secret, '\0');
        }
    }
}
