package dev.operable.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says byte by byte what the test wants, once the head of a request has come. */
final class RawServer implements AutoCloseable {
    interface Answer {
        void to(Socket socket) throws IOException;
    }

    /** Knows the first line of the request. */
    interface AnswerTo {
        void to(String line, Socket socket) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AnswerTo answer;

    RawServer(Answer answer) throws IOException {
        this((line, socket) -> answer.to(socket));
    }

    RawServer(AnswerTo answer) throws IOException {
        this.answer = answer;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
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
            if (readHead(socket.getInputStream(), head)) {
                requests.incrementAndGet();
                answer.to(head.substring(0, head.indexOf("\r")), socket);
            }
        } catch (IOException gone) {
            // The client hung up, which is what most of these tests are about.
            sockets.remove(socket);
        }
    }

    private static boolean readHead(InputStream in, StringBuilder head) throws IOException {
        int newlines = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
            if (newlines == 2) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "test-raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
