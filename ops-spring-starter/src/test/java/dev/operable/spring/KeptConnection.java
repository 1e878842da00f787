package dev.operable.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection for several requests, which may be sent before the ones before are answered. */
final class KeptConnection implements AutoCloseable {
    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    /** @param headers of each, with the ends of their lines */
    void get(String headers, String... paths) throws IOException {
        StringBuilder requests = new StringBuilder();
        for (String path : paths) {
            requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: desk\r\n");
            requests.append(headers).append("\r\n");
        }
        socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits until so many answers have begun on this connection. */
    void answers(int count) throws IOException {
        while (heard.toString().split("HTTP/1.1 ", -1).length <= count) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                throw new IOException("The connection has ended: " + heard);
            }
            heard.append((char) one);
        }
    }

    /** All that comes until the server ends the connection. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
