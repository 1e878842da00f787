package dev.operable.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A process of its own with the cheapest server there can be on two ports, so that the clients are what is measured. */
final class AnsweringProcess implements AutoCloseable {
    /** What a client that has read an answer holds. */
    static final int BODY_BYTES = 12;

    private static final String TEXT = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + BODY_BYTES + "\r\n\r\n{\"value\":42}";
    private static final byte[] ANSWER = TEXT.getBytes(StandardCharsets.US_ASCII);

    private final Process process;
    private final int[] ports;

    AnsweringProcess() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnsweringProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the answering process did not start");
        }
        ports = Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    int[] ports() {
        return ports;
    }

    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] arguments) throws IOException {
        ServerSocket one = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Stream.of(one, two).forEach(listener -> daemon(() -> accept(listener)));
        System.out.println(one.getLocalPort() + " " + two.getLocalPort());
        // Ends with the process that started it.
        int end = System.in.read();
        System.exit(end < 0 ? 0 : 1);
    }

    private static void accept(ServerSocket listener) {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One answer for each read: a client that waits for its answer sends its small request in one piece. */
    private static void serve(Socket socket) {
        byte[] request = new byte[8192];
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (in.read(request) > 0) {
                out.write(ANSWER);
            }
        } catch (IOException e) {
            System.err.println("a client hung up: " + e.getMessage());
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "answer");
        thread.setDaemon(true);
        thread.start();
    }
}
