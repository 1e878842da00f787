package dev.operable.samples.drill;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real Consul agent. It ends with this process, however that ends: a shell waits at the other end of a pipe. */
final class ConsulProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final String SCRIPT = """
        "$@" >consul.log 2>&1 </dev/null &
        agent=$!
        trap '' INT TERM HUP
        echo "$agent"
        cat >/dev/null
        kill -CONT "$agent" 2>/dev/null
        kill -9 "$agent" 2>/dev/null
        """;

    private final Process shell;
    private final String pid;
    private final URI address;

    private ConsulProcess(Process shell, String pid, URI address) {
        this.shell = shell;
        this.pid = pid;
        this.address = address;
    }

    static ConsulProcess start(Path executable, Path folder) throws IOException {
        int port = freePort();
        String ports = "ports { dns = -1 grpc = -1 serf_wan = -1 serf_lan = " + freePort() + " server = " + freePort()
                + " } disable_update_check = true";
        List<String> command = List.of(
                "bash",
                "-c",
                SCRIPT,
                "consul",
                executable.toString(),
                "agent",
                "-dev",
                "-node=drill",
                "-bind=127.0.0.1",
                "-client=127.0.0.1",
                "-http-port=" + port,
                "-hcl=" + ports);
        Process shell = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(new File("/dev/null"))
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
        String pid = String.valueOf(said.readLine());
        ConsulProcess consul = new ConsulProcess(shell, pid, URI.create("http://127.0.0.1:" + port));
        Await.value("the Consul agent to have a leader; see " + folder.resolve("consul.log"), START, () -> Optional.of(
                        consul)
                .filter(agent -> agent.says("/v1/status/leader", ":")));
        return consul;
    }

    URI address() {
        return address;
    }

    /** Whether those who look for the service find this instance. */
    boolean finds(TargetProcess target) {
        return says("/v1/health/service/" + Target.NAME + "?passing", port(target));
    }

    /** Whether it has an entry, well or not. */
    boolean knows(TargetProcess target) {
        return says("/v1/agent/services", port(target));
    }

    private static String port(TargetProcess target) {
        return "\"Port\":" + target.port() + ",";
    }

    private boolean says(String path, String text) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) address.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            byte[] body = connection.getInputStream().readAllBytes();
            // Without spaces, which a development agent puts in.
            return new String(body, StandardCharsets.UTF_8)
                    .replaceAll("\\s", "")
                    .contains(text);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** SIGSTOP: it hangs, its connections stay open. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", signal, pid).start().waitFor();
            if (status != 0) {
                throw new DrillFailed("kill " + signal + " of Consul failed");
            }
        } catch (IOException e) {
            throw new DrillFailed("cannot signal Consul", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrillFailed("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
