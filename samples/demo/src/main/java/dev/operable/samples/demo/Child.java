package dev.operable.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A process that the demo started. */
final class Child {
    private static final Duration START = Duration.ofSeconds(90);

    private final String name;
    private final Process process;
    private final Path errors;
    private final ProcessLog log;

    Child(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.log = new ProcessLog(output);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    ProcessLog log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Where the service answers, once it says so. */
    URI url() {
        return announced("the event \"listening\"", () -> log.latest("listening", "url"));
    }

    /** Where the admin endpoints answer, once the service says so. */
    URI admin() {
        return announced("the event \"admin endpoints\"", () -> log.latest("admin endpoints", "url"));
    }

    /** The address that an event carries under this key, once there is one. */
    URI announced(String key) {
        return announced("an event with the key " + key, () -> log.latest(key));
    }

    private URI announced(String what, Supplier<Optional<String>> look) {
        return Await.value(what + " in the log of " + name, START, () -> {
            Optional<URI> address = look.get().map(URI::create);
            if (address.isEmpty()) {
                requireAlive();
            }
            return address;
        });
    }

    void requireAlive() {
        if (!isAlive()) {
            throw new DemoFailed(name + " ended with status " + process.exitValue() + lastWords());
        }
    }

    /** SIGKILL: the process gets no chance to say goodbye. */
    void kill() {
        process.destroyForcibly();
    }

    void askToStop() {
        process.destroy();
    }

    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(errors);
            return Optional.of(String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())))
                    .filter(text -> !text.isBlank())
                    .map(text -> ":\n" + text)
                    .orElse("");
        } catch (IOException e) {
            return " (" + errors + " cannot be read: " + e + ")";
        }
    }
}
