package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real agent with a configuration of its own. Where there is none the test is skipped, unless it is required. */
final class ConsulProcess implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(40);

    final int[] ports;
    private final ServerSocket held;
    private final Path folder;
    private final List<String> arguments = new ArrayList<>();
    private @Nullable Process process;

    /** In a folder of its own, with what else its configuration says. */
    ConsulProcess(Path folder, boolean tls, String configuration, String... more) throws IOException {
        String binary = binary();
        this.held = hold();
        this.ports = after(held);
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("consul.hcl"), """
            bind_addr = "127.0.0.1"
            client_addr = "127.0.0.1"
            disable_update_check = true
            ports { dns = -1, grpc = -1, http = %d, https = %d, serf_lan = %d, serf_wan = %d, server = %d }
            %s
            """.formatted(
                        tls ? -1 : ports[0], tls ? ports[0] : -1, ports[1], ports[2], ports[3], configuration));
        arguments.addAll(List.of(binary, "agent", "-config-file", "consul.hcl", "-log-level", "warn"));
        arguments.addAll(List.of(more));
    }

    /**
     * Four in a row after one that this process holds on to, so that no other test of this machine takes them, also while Consul
     * is away: below those that the system and the devkit hand out.
     */
    private static int[] after(ServerSocket held) {
        return IntStream.rangeClosed(1, 4).map(i -> held.getLocalPort() + i).toArray();
    }

    private static ServerSocket hold() throws IOException {
        for (int choice = 0; ; choice++) {
            int first = 12_000 + 5 * ThreadLocalRandom.current().nextInt(1_500);
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first));
                if (Arrays.stream(after(socket)).allMatch(ConsulProcess::free)) {
                    return socket;
                }
                socket.close();
            } catch (IOException taken) {
                socket.close();
                if (choice == 200) {
                    throw taken;
                }
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    static String binary() {
        String named = System.getProperty("operable.consul.bin", "");
        String required = System.getProperty("operable.require", "");
        boolean there = !named.isBlank() && Files.isExecutable(Path.of(named));
        if (!there && required.contains("consul")) {
            throw new IllegalStateException("There is no Consul. Name its executable with -Doperable.consul.bin=...");
        }
        Assumptions.assumeTrue(there, "there is no Consul");
        return named;
    }

    URI http() {
        return URI.create("http://127.0.0.1:" + ports[0]);
    }

    URI https() {
        return URI.create("https://127.0.0.1:" + ports[0]);
    }

    ConsulProcess start() throws IOException {
        Process started = new ProcessBuilder(arguments)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("consul.log").toFile())
                .start();
        process = started;
        within(LONG, "Consul listens, see " + folder, () -> {
            assertThat(started.isAlive()).as(this::log).isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[0])) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
        return this;
    }

    private String log() {
        try {
            return "Consul runs, and says: " + Files.readString(folder.resolve("consul.log"));
        } catch (IOException e) {
            return "Consul runs, and says nothing";
        }
    }

    /** Runs a command of Consul's in the folder. */
    static void command(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(binary()));
        command.addAll(List.of(arguments));
        Process run = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(said).isZero();
    }

    void kill() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        held.close();
    }
}
