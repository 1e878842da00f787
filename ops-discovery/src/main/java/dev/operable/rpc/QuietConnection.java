package dev.operable.rpc;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/**
 * A connection that does not log what it carries: with the log at DEBUG, Apache's own would write every header and body into it,
 * credentials included.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {
    private QuietConnection() {
        super("rpc", null, null, Http1Config.DEFAULT, null, null, null, null, null);
    }

    static QuietConnection bound(Socket socket) throws IOException {
        QuietConnection connection = new QuietConnection();
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket tls, Socket socket) throws IOException {
        bind(new SocketHolder(tls, socket));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {
        // Not for the log.
    }

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {
        // Not for the log.
    }
}
