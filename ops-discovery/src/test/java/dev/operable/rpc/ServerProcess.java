package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, so that it can be killed and stopped as processes are. */
final class ServerProcess implements AutoCloseable {
    /** What it can be told to do with further requests. */
    enum Told {
        COUNT,
        ANSWER,
        FAIL,
        BEGIN_AND_HANG,
        REFUSE_ONCE_FOR_A_SECOND
    }

    private final Process process;
    private final BufferedReader out;
    private final int port;

    ServerProcess() throws IOException {
        this(0);
    }

    ServerProcess(int wanted) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path classes = Path.of(
                Server.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes.toString(),
                        Server.class.getName(),
                        Integer.toString(wanted))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = number();
    }

    private int number() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server process ended with " + process.exitValue());
        }
        return Integer.parseInt(line);
    }

    int port() {
        return port;
    }

    /** Returns how many requests have reached it. */
    int tell(Told what) throws IOException {
        process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return number();
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** SIGSTOP: the kernel goes on taking connections for it, and nobody answers. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void goOn() throws IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue())
                .isZero();
    }

    @Override
    public void close() {
        kill();
    }
}
