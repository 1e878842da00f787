package dev.operable.samples.drill;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What reached a server, one line for each request. Each line is handed to the system before the answer goes out, so that a
 * process that is killed has told of everything that it did. Safe for use by many threads.
 */
final class WireLog {
    /**
     * A request that reached a server.
     *
     * @param call which call it was made for
     * @param atMillis when, by the clock of the machine
     */
    record Request(boolean post, String call, long atMillis) {}

    private final OutputStream out;

    private WireLog(OutputStream out) {
        this.out = out;
    }

    static WireLog append(Path file) throws IOException {
        return new WireLog(new FileOutputStream(file.toFile(), true));
    }

    synchronized void write(String method, String call) throws IOException {
        out.write((method + " " + call + " " + System.currentTimeMillis() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    static List<Request> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split(" ", 3))
                    // The last line of a process that was killed may have been cut off.
                    .filter(words -> words.length == 3 && words[2].length() >= 13)
                    .map(words -> new Request(words[0].equals("POST"), words[1], Long.parseLong(words[2])))
                    .toList();
        } catch (IOException e) {
            throw new DrillFailed("cannot read " + file, e);
        }
    }
}
