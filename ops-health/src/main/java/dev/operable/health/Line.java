package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to another system that lasts no longer than its deadline, however slowly the other side drips. It is that of
 * a channel, so that an interrupt ends it on platform threads too.
 */
final class Line implements AutoCloseable {
    private static final int LONGEST = 8_192;

    private final Socket socket;
    private final Deadline deadline;

    private Line(Socket socket, Deadline deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    static Line open(InetSocketAddress to, Deadline deadline) throws IOException {
        InetSocketAddress address = to.isUnresolved() ? new InetSocketAddress(to.getHostString(), to.getPort()) : to;
        if (address.isUnresolved()) {
            throw new UnknownHostException("the name " + to.getHostString() + " is not known");
        }
        Socket socket = SocketChannel.open().socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, deadline.millisLeft());
            return new Line(socket, deadline);
        } catch (SocketTimeoutException late) {
            socket.close();
            throw timeout("no connection", deadline, late);
        } catch (IOException | RuntimeException refused) {
            socket.close();
            throw refused;
        }
    }

    /** The same line, encrypted; this one is closed if that does not succeed. */
    Line encrypted(SSLContext tls, String host, boolean verifyName) throws IOException {
        try {
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
            if (verifyName) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.setSoTimeout(deadline.millisLeft());
            secure.startHandshake();
            return new Line(secure, deadline);
        } catch (SocketTimeoutException late) {
            close();
            throw timeout("no TLS handshake", deadline, late);
        } catch (IOException | RuntimeException refused) {
            close();
            throw refused;
        }
    }

    Socket socket() {
        return socket;
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** What comes until the end of the line, without it. */
    String readLine() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = next(in); b != '\n'; b = next(in)) {
                if (b < 0) {
                    throw new EOFException(
                            line.size() == 0 ? "it closed the connection without an answer" : "its answer broke off");
                }
                if (line.size() == LONGEST) {
                    throw new IOException("its answer has a line of more than " + LONGEST + " bytes");
                }
                line.write(b);
            }
        } catch (SocketTimeoutException late) {
            throw timeout("no answer", deadline, late);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int next(InputStream in) throws IOException {
        socket.setSoTimeout(deadline.millisLeft());
        return in.read();
    }

    private static SocketTimeoutException timeout(String missing, Deadline deadline, SocketTimeoutException cause) {
        SocketTimeoutException told = new SocketTimeoutException(missing + " within " + text(deadline.patience()));
        told.initCause(cause);
        return told;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
