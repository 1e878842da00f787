package dev.operable.rpc;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom another one trusts, and says of those it does not what they presented and what is wrong with it. */
final class ExplainedTrust extends X509ExtendedTrustManager {
    /** What was presented, and what to do about it. */
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1L;

        Refused(String message, CertificateException cause) {
            super(message, cause);
        }
    }

    private final X509ExtendedTrustManager trust;

    ExplainedTrust(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            trust.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            String name = ((SSLSocket) socket).getHandshakeSession().getPeerHost();
            throw new Refused("presented the certificate " + words(chain[0]) + wrong(chain, authType, name), e);
        }
    }

    private String wrong(X509Certificate[] chain, String authType, String name) {
        try {
            chain[0].checkValidity();
        } catch (CertificateException e) {
            return ", which is valid from " + chain[0].getNotBefore().toInstant() + " to "
                    + chain[0].getNotAfter().toInstant() + " only. Renew it, or look at the clocks.";
        }
        try {
            // Without the socket it is not compared with the name.
            trust.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            return ", which nobody has signed who is trusted here. Put its authority into the file of"
                    + " OPS_RPC_TLS_TRUST.";
        }
        return ", which is not for the name \"" + name + "\". Have one issued for that name, or set OPS_RPC_TLS_NAME"
                + " to one that it has.";
    }

    private static String words(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName() + "\" for " + names(certificate) + " by \""
                + certificate.getIssuerX500Principal().getName() + "\"";
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? "no name"
                    : names.stream()
                            .map(name -> Objects.toString(name.get(1)))
                            .limit(10)
                            .collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "names that cannot be read";
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trust.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trust.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
