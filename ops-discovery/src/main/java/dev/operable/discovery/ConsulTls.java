package dev.operable.discovery;

import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How {@code https} to Consul is trusted and what this process proves itself with: files in PEM, read when the use of
 * Consul begins. Immutable. By default what the JDK trusts, and no certificate of our own.
 *
 * @param authorities the certificates of those that may have signed Consul's certificate
 * @param certificate the certificate of this process, with those between it and its authority
 * @param key the private key of that certificate: PKCS #8, PKCS #1 or SEC 1, not encrypted
 */
public record ConsulTls(
        @Key("CONSUL_CACERT") @Doc("The PEM file with the authorities that Consul's certificate is checked against.")
        Optional<Path> authorities,

        @Key("CONSUL_CLIENT_CERT") @Doc("The PEM file with this process's certificate for Consul.")
        Optional<Path> certificate,

        @Key("CONSUL_CLIENT_KEY") @Doc("The PEM file with the private key of CONSUL_CLIENT_CERT.")
        Optional<Path> key) {

    /** Nothing but what the JDK trusts. */
    public static final ConsulTls USUAL = new ConsulTls(Optional.empty(), Optional.empty(), Optional.empty());

    public ConsulTls {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    certificate.isPresent()
                            ? "CONSUL_CLIENT_CERT is set without CONSUL_CLIENT_KEY. Set both, or neither."
                            : "CONSUL_CLIENT_KEY is set without CONSUL_CLIENT_CERT. Set both, or neither.");
        }
    }
}
