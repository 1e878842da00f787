package dev.operable.rpc;

import dev.operable.discovery.ServiceInstance;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Puts TLS on the connections to one instance, whose certificate must be one for a name. Safe for use by many threads. */
final class TlsHandshake implements TlsSocketStrategy {
    /** It failed before a byte of the request was sent; the message says who, what and the fix. */
    static final class Failed extends SSLException {
        private static final long serialVersionUID = 1L;

        Failed(String message, SSLException cause) {
            super(message, cause);
        }
    }

    /** Of an exchange that is the first one of its connection. */
    private static final String NEW = "ops.tls.new";

    private final TlsContext context;
    private final ServiceInstance instance;
    private final String name;

    /** @param name that the certificate has to be for; also told to the instance (SNI) unless it is an address */
    TlsHandshake(TlsContext context, ServiceInstance instance, String name) {
        this.context = context;
        this.instance = instance;
        this.name = name;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext exchange)
            throws IOException {
        SSLSocket tls = (SSLSocket) context.now().getSocketFactory().createSocket(socket, name, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (isName(name)) {
            // By itself the JDK tells names with a dot only.
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (SSLException e) {
            throw new Failed(explained(e), e);
        }
        exchange.setAttribute(NEW, true);
        return tls;
    }

    private static boolean isName(String text) {
        return text.matches("[A-Za-z0-9.-]*[A-Za-z-][A-Za-z0-9.-]*");
    }

    /**
     * Whether an exchange broke off since the instance does not want this caller: with TLS 1.3 it says so only when the handshake
     * is over for us, and may have hung up before that is read.
     */
    static boolean ended(Exception e, HttpContext exchange) {
        return e instanceof SSLException || exchange.getAttribute(NEW) != null;
    }

    /** For people. */
    String explained(Exception e) {
        String who = instance.address() + " of " + instance.service() + " ";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExplainedTrust.Refused refused) {
                return who + refused.getMessage();
            }
        }
        return who + "did not agree on TLS: " + e.getMessage() + ". Does it speak TLS, and if it wants a certificate of"
                + " its callers, do OPS_RPC_TLS_CERTIFICATE and OPS_RPC_TLS_KEY name one that it accepts?";
    }
}
