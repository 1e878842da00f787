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
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another system that lasts no longer than its deadline, however slowly the other side drips. It is that of
 * a channel, so that an interrupt ends it on platform threads too: by one it ends itself at its deadline, as the timeout of a
 * read starts anew with each byte of a TLS record.
 */
final class Line implements AutoCloseable {
    private static final int LONGEST = 8_192;

    private final Socket socket;
    private final Deadline deadline;
    private final Alarm alarm;

    private Line(Socket socket, Deadline deadline, Alarm alarm) {
        this.socket = socket;
        this.deadline = deadline;
        this.alarm = alarm;
    }

    /**
     * A line, encrypted with the context if there is one. Its time begins here: what it took to make the context, which loads
     * what this JVM trusts the first time, is no fault of the other side.
     */
    static Line open(InetSocketAddress to, @Nullable SSLContext tls, Duration patience) throws IOException {
        Line line = open(to, Deadline.in(patience));
        return tls == null ? line : line.encrypted(tls, to.getHostString(), true);
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
            return new Line(socket, deadline, Alarm.in(Duration.ofMillis(deadline.millisLeft())));
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
            return new Line(secure, deadline, alarm);
        } catch (IOException | RuntimeException refused) {
            close();
            if (isLate(refused)) {
                throw timeout("no TLS handshake", deadline, refused);
            }
            throw refused;
        }
    }

    Socket socket() {
        return socket;
    }

    void send(String bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException broken) {
            throw isLate(broken) ? timeout("no answer", deadline, broken) : broken;
        }
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
        } catch (IOException broken) {
            throw isLate(broken) ? timeout("no answer", deadline, broken) : broken;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int next(InputStream in) throws IOException {
        socket.setSoTimeout(deadline.millisLeft());
        return in.read();
    }

    private boolean isLate(Exception broken) {
        return broken instanceof SocketTimeoutException || alarm.rang();
    }

    private static SocketTimeoutException timeout(String missing, Deadline deadline, Exception cause) {
        SocketTimeoutException told = new SocketTimeoutException(missing + " within " + text(deadline.patience()));
        told.initCause(cause);
        return told;
    }

    @Override
    public void close() throws IOException {
        // The alarm last: closing may have to wait for the other side, too.
        try (alarm) {
            socket.close();
        }
    }
}
