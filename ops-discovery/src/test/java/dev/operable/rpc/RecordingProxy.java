package dev.operable.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on loopback that records the first line of each request, and answers all alike or lets all through to one server. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final String answer;
    private final int target;

    RecordingProxy(List<String> asked, String answer) throws IOException {
        this(asked, answer, 0);
    }

    static RecordingProxy to(List<String> asked, int target) throws IOException {
        return new RecordingProxy(asked, "HTTP/1.1 200 OK", target);
    }

    private RecordingProxy(List<String> asked, String answer, int target) throws IOException {
        this.asked = asked;
        this.answer = answer;
        this.target = target;
        daemon(this::accept);
    }

    /** All that came before the bodies. */
    List<String> heads() {
        return heads;
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            heads.add(head.toString());
            asked.add(head.substring(0, head.indexOf("\r\n")));
            String more = target == 0 ? "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
            socket.getOutputStream().write((answer + more).getBytes(StandardCharsets.US_ASCII));
            if (target != 0) {
                tunnel(socket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tunnel(Socket socket) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            daemon(() -> copy(server, socket));
            copy(socket, server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException hungUp) {
            // One side hung up; the other one is hung up on then.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
