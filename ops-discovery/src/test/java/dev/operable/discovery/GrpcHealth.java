package dev.operable.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/** Just so much of HTTP/2 that a client of gRPC's health service gets its answer. */
final class GrpcHealth implements AutoCloseable {
    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    final AtomicBoolean serving = new AtomicBoolean(true);
    private final ServerSocket listener;

    /** On a socket that listens, with TLS or without. */
    GrpcHealth(ServerSocket listener) {
        this.listener = listener;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            in.readFully(new byte[PREFACE]);
            frame(out, SETTINGS, 0, 0);
            while (true) {
                int head = in.readInt();
                int type = head & 0xff;
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(head >>> 8);
                if ((type == SETTINGS || type == PING) && flags == 0) {
                    frame(out, type, 1, 0, type == PING ? payload : new byte[0]);
                } else if (type == DATA && (flags & END_STREAM) != 0) {
                    answer(out, stream);
                }
            }
        } catch (IOException gone) {
            // The agent has hung up.
        }
    }

    private void answer(OutputStream out, int stream) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        headers.write(0x88); // :status 200
        literal(headers, "content-type", "application/grpc");
        frame(out, HEADERS, END_HEADERS, stream, headers.toByteArray());
        byte status = (byte) (serving.get() ? 1 : 2);
        frame(out, DATA, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 8, status);
        ByteArrayOutputStream trailers = new ByteArrayOutputStream();
        literal(trailers, "grpc-status", "0");
        frame(out, HEADERS, END_HEADERS | END_STREAM, stream, trailers.toByteArray());
    }

    private static void literal(ByteArrayOutputStream to, String name, String value) {
        to.write(0);
        for (String each : new String[] {name, value}) {
            to.write(each.length());
            to.writeBytes(each.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte... payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(
                new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length, (byte) type, (byte) flags});
        frame.writeBytes(
                new byte[] {(byte) (stream >> 24), (byte) (stream >> 16), (byte) (stream >> 8), (byte) stream});
        frame.writeBytes(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-grpc");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
