package dev.operable.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says byte by byte what the test wants, and sees what a client does with its connections. */
final class RawConsul implements AutoCloseable {
    interface Answer {
        /** Called for each request on a connection; false to answer nothing more there. */
        boolean to(Socket socket, String head) throws IOException, InterruptedException;
    }

    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger hungUp = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Answer answer;

    RawConsul(Answer answer) throws IOException {
        this.answer = answer;
        daemon(this::accept);
    }

    static boolean say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return true;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
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
            InputStream in = socket.getInputStream();
            boolean more = true;
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                heads.add(head);
                more = more && answer.to(socket, head);
            }
        } catch (IOException gone) {
            sockets.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hungUp.incrementAndGet();
        }
    }

    /** Empty at the end of the connection. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.indexOf("\r\n\r\n") >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-consul-raw");
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
