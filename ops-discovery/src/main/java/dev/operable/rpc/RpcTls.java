package dev.operable.rpc;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.discovery.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How calls use TLS: files in PEM, read when the clients are made and again when they change. Immutable. By default what the
 * JDK trusts, no certificate of our own, and TLS for instances that say {@code https}.
 *
 * @param mode {@link Mode#AUTO} by default
 * @param trust the certificates of those who may have signed the instances'
 * @param certificate the certificate of this process, with those between it and its authority
 * @param key the private key of that certificate: PKCS #8, PKCS #1 or SEC 1, not encrypted
 * @param name what an instance that was discovered has to have a certificate for, with the name of its service in place of
 *     {@code {service}}; {@code {service}} by default. A fixed address has one for its own host
 */
public record RpcTls(
        @Key("OPS_RPC_TLS")
        @Default("auto")
        @Doc("Which discovered instances are called over TLS: auto (those whose meta protocol says https), always.")
        Mode mode,

        @Key("OPS_RPC_TLS_TRUST")
        @Doc("The PEM file with the authorities that instances' certificates are checked against.")
        Optional<Path> trust,

        @Key("OPS_RPC_TLS_CERTIFICATE") @Doc("The PEM file with this process's certificate for its calls.")
        Optional<Path> certificate,

        @Key("OPS_RPC_TLS_KEY") @Doc("The PEM file with the private key of OPS_RPC_TLS_CERTIFICATE.")
        Optional<Path> key,

        @Key("OPS_RPC_TLS_NAME")
        @Default("{service}")
        @Doc("The name that certificates of discovered instances are for.")
        String name) {

    /** Which instances that were discovered are called over TLS. A fixed address says itself: {@code https://...}. */
    public enum Mode {
        /** Those whose meta {@code protocol} says {@code https}. Whoever may write to the catalog decides. */
        AUTO,
        /** All. Whatever the catalog says, nothing goes without TLS. */
        ALWAYS
    }

    static final String SERVICE = "{service}";

    public RpcTls {
        Check.that("OPS_RPC_TLS_NAME", !name.isBlank(), "must not be empty");
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    certificate.isPresent()
                            ? "OPS_RPC_TLS_CERTIFICATE is set without OPS_RPC_TLS_KEY. Set both, or neither."
                            : "OPS_RPC_TLS_KEY is set without OPS_RPC_TLS_CERTIFICATE. Set both, or neither.");
        }
    }

    /** Nothing but what the JDK trusts. */
    public static RpcTls defaults() {
        return new RpcTls(Mode.AUTO, Optional.empty(), Optional.empty(), Optional.empty(), SERVICE);
    }

    TlsFiles files() {
        return new TlsFiles(
                new TlsFiles.Named("OPS_RPC_TLS_TRUST", trust),
                new TlsFiles.Named("OPS_RPC_TLS_CERTIFICATE", certificate),
                new TlsFiles.Named("OPS_RPC_TLS_KEY", key));
    }
}
