package dev.operable.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What a server shows in the handshake. Nothing is sent to it, so whether it is trusted is another question. */
record ServerCertificateCheck(InetSocketAddress server, Expiry expiry, Duration patience) implements HealthCheck {
    @Override
    public CheckResult run() {
        String what = server.getHostString() + ":" + server.getPort();
        ShownCertificates shown = new ShownCertificates();
        try {
            SSLContext any = SSLContext.getInstance("TLS");
            any.init(null, new TrustManager[] {shown}, null);
            Line.open(server, Deadline.in(patience))
                    .encrypted(any, server.getHostString(), false)
                    .close();
        } catch (IOException | GeneralSecurityException failure) {
            // A server that wants a certificate of ours hangs up on us, and has shown its own by then.
            if (shown.chain().isEmpty()) {
                return Told.failure(what, failure);
            }
        }
        return expiry.judge(what, List.of(shown.chain().toArray(new java.security.cert.X509Certificate[0])));
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new ServerCertificateCheck(server, expiry, Patience.of(timeout));
    }
}
