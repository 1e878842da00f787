package dev.operable.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A port that accepts connections and then says nothing, or something else than was asked for. */
final class BlackHole implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    private BlackHole(String says, boolean slowly) throws IOException {
        Thread thread = new Thread(() -> take(says, slowly), "black-hole");
        thread.setDaemon(true);
        thread.start();
    }

    static BlackHole silent() throws IOException {
        return new BlackHole("", false);
    }

    static BlackHole saying(String text) throws IOException {
        return new BlackHole(text, false);
    }

    /** One character every 50 ms, so that no single read ever takes long. */
    static BlackHole dripping() throws IOException {
        return new BlackHole("x".repeat(2_000), true);
    }

    /** The same within one record of TLS, which has a length of some 16,000 bytes. */
    static BlackHole drippingTls() throws IOException {
        return new BlackHole("\26\3\3\77\177" + "x".repeat(2_000), true);
    }

    private void take(String says, boolean slowly) {
        try {
            while (true) {
                Socket socket = server.accept();
                taken.add(socket);
                for (byte b : says.getBytes(StandardCharsets.UTF_8)) {
                    socket.getOutputStream().write(b);
                    if (slowly) {
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                }
            }
        } catch (IOException | InterruptedException closed) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** Whether the other side has closed the first connection; blocks ten seconds at most. */
    boolean wasClosedByTheOther() throws IOException {
        Await.until("a connection", () -> !taken.isEmpty());
        taken.get(0).setSoTimeout(10_000);
        try {
            while (taken.get(0).getInputStream().read() >= 0) {
                // what was asked
            }
            return true;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : taken) {
            socket.close();
        }
    }
}
