package dev.operable.samples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Outlives the demo by a moment: a shell that waits at the other end of a pipe. When the demo dies without a word, even
 * by SIGKILL, the pipe ends, and the shell ends the processes it was told of and removes the folder.
 */
final class Guard implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=()
            while read -r line; do
              [[ $line == done ]] && exit 0
              pids+=("$line")
            done
            kill "${pids[@]}" 2>/dev/null
            for _ in {1..100}; do
              kill -0 "${pids[@]}" 2>/dev/null || break
              sleep 0.1
            done
            kill -9 "${pids[@]}" 2>/dev/null
            rm -rf "$1"
            """;

    private final Process shell;
    private final Writer pipe;

    Guard(Path folder) throws IOException {
        shell = new ProcessBuilder("bash", "-c", SCRIPT, "guard", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        pipe = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    void watch(Process process) {
        say(String.valueOf(process.pid()));
    }

    /** Sends the guard home: nothing is left to end. */
    @Override
    public void close() {
        if (shell.isAlive()) {
            say("done");
            try {
                shell.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void say(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
