package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Redis, until it is closed. */
final class RedisServer implements AutoCloseable {
    private final Process process;
    final int port;

    RedisServer(Path folder, String... options) throws IOException {
        port = freePort();
        List<String> command = new ArrayList<>(
                List.of(Tool.of("redis", "redis", "redis-server").toString(), "--save", "", "--bind", "127.0.0.1"));
        boolean tls = List.of(options).contains("--tls-port");
        command.addAll(tls ? List.of("--port", "0") : List.of("--port", Integer.toString(port)));
        for (String option : options) {
            command.add(option.replace("PORT", Integer.toString(port)));
        }
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        Await.until("Redis listens", () -> process.isAlive() && listens());
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
