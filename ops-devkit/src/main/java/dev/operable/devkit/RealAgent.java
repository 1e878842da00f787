package dev.operable.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A Consul process in development mode, everything of it on the loopback interface and in memory. */
final class RealAgent implements ConsulAgent, AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int LOG_TAIL = 2000;

    private final String binary;
    private final int[] ports = QuietPort.free(4);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Path log;

    @Nullable
    private Process process;

    RealAgent(String binary) {
        this.binary = binary;
        try {
            this.log = Files.createTempFile("ops-consul-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.toFile().deleteOnExit();
        // A test run that is interrupted leaves no agent behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "ops-devkit-consul-end"));
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + ports[0]);
    }

    @Override
    public synchronized void start() {
        if (process != null) {
            return;
        }
        List<String> command = List.of(
                binary,
                "agent",
                "-dev",
                "-bind",
                "127.0.0.1",
                "-client",
                "127.0.0.1",
                "-http-port",
                Integer.toString(ports[0]),
                "-serf-lan-port",
                Integer.toString(ports[1]),
                "-serf-wan-port",
                Integer.toString(ports[2]),
                "-server-port",
                Integer.toString(ports[3]),
                "-dns-port",
                "-1",
                "-grpc-port",
                "-1",
                "-log-level",
                "warn",
                "-hcl",
                "disable_update_check = true");
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process = started;
            awaitAnswer(started);
        } catch (IOException e) {
            throw new UncheckedIOException("Consul does not start: " + command + ".", e);
        }
    }

    private void awaitAnswer(Process started) throws IOException {
        long begun = System.nanoTime();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() - begun > START_LIMIT.toNanos()) {
                kill();
                String output = Files.readString(log);
                throw new IOException("it did not answer at " + address() + " within " + START_LIMIT + "; it said: "
                        + output.substring(Math.max(0, output.length() - LOG_TAIL)));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** It has a leader long before its own node is in the catalog, and nothing can be registered until then. */
    private boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(address().resolve("/v1/health/service/consul?consistent"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("serfHealth");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Consul started", e);
        }
    }

    @Override
    public synchronized void kill() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    @Override
    public void pause() {
        signal("-STOP");
    }

    @Override
    public void resume() {
        signal("-CONT");
    }

    private synchronized void signal(String signal) {
        if (process == null) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " of Consul's process failed: "
                        + new String(kill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
