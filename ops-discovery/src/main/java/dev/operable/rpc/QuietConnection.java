package dev.operable.rpc;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.jspecify.annotations.Nullable;

/**
 * A connection that does not log what it carries: with the log at DEBUG, Apache's own would write every header and body into it,
 * credentials included. What comes beyond an answer is no other's: such a connection is not used again.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {
    /** Apache's own are 8 kB a line and 100 headers, which cookies and policies of browsers' pages exceed. */
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(500)
            .build();

    /** A connection that was unused this long is checked first: it costs 1 ms, and finds a server that is gone. */
    private static final long CHECKED_AFTER = TimeUnit.MILLISECONDS.toNanos(200);

    private final AnswerParser parser;
    private @Nullable Socket wire;
    private long idleSince;

    private QuietConnection(AnswerParser parser) {
        super("rpc", null, null, LIMITS, null, null, null, null, limits -> parser);
        this.parser = parser;
    }

    static QuietConnection bound(Socket socket) throws IOException {
        QuietConnection connection = new QuietConnection(new AnswerParser(LIMITS));
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
        wire = socket;
    }

    @Override
    public void bind(SSLSocket tls, Socket socket) throws IOException {
        bind(new SocketHolder(tls, socket));
        wire = tls;
    }

    @Override
    public boolean isConsistent() {
        return super.isConsistent() && parser.left() == 0;
    }

    /** Asked before each use but those within a millisecond. */
    @Override
    public boolean isStale() throws IOException {
        Socket carrier = wire;
        if (carrier != null && carrier.getInputStream().available() > 0) {
            return true;
        }
        return System.nanoTime() - idleSince >= CHECKED_AFTER && super.isStale();
    }

    @Override
    public void passivate() {
        idleSince = System.nanoTime();
        super.passivate();
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
