package dev.operable.samples.drill;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process of the service that is called. */
final class TargetProcess {
    private static final String LISTENING = "listening ";

    private final String name;
    private final Process process;
    private final Path output;
    private final Path wireLog;
    private int port;

    TargetProcess(String name, Process process, Path output, Path wireLog) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.wireLog = wireLog;
    }

    String name() {
        return name;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void awaitListening(Duration atMost) {
        port = Await.value(name + " to listen", atMost, () -> {
            if (!process.isAlive()) {
                throw new DrillFailed(name + " ended with status " + process.exitValue() + "; see " + output);
            }
            return lines().stream()
                    .filter(line -> line.startsWith(LISTENING))
                    .map(line -> Integer.parseInt(line.substring(LISTENING.length())))
                    .findFirst();
        });
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new DrillFailed("cannot read " + output, e);
        }
    }

    /** Everything that reached it so far. */
    List<WireLog.Request> requests() {
        return Files.exists(wireLog) ? WireLog.read(wireLog) : List.of();
    }

    /** From now on each answer takes this long. */
    void delay(Duration time) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + address() + "/delay?" + time.toMillis())
                        .toURL()
                        .openConnection();
        if (connection.getResponseCode() != 200) {
            throw new DrillFailed(name + " does not let itself be slowed down");
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void askToStop() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Empty if it has not ended in time. */
    Optional<Integer> awaitEnd(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
