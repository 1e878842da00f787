package dev.operable.samples.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of its own and the processes that run in it. Closing ends every process, and removes the folder unless it is
 * to be kept. Safe for use by many threads.
 */
final class Stage implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(28);

    /** What a process needs of the environment the demo was started in; the rest could change what is shown. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "JAVA_HOME");

    private final Path folder;
    private final Guard guard;
    private final List<Child> children = new ArrayList<>();
    private boolean keep;
    private boolean closed;

    private Stage(Path folder, Guard guard) {
        this.folder = folder;
        this.guard = guard;
    }

    static Stage open() throws IOException {
        Path folder = Files.createTempDirectory("operable-demo-");
        return new Stage(folder, new Guard(folder));
    }

    Path folder() {
        return folder;
    }

    /** Starts a process whose environment is only what is given and the few variables that every process needs. */
    synchronized Child start(String name, List<String> command, Map<String, String> environment) {
        if (closed) {
            throw new DemoFailed("the demo is being stopped");
        }
        Path output = folder.resolve(name + ".log");
        Path errors = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        // What a killed process leaves behind goes with the folder.
        builder.environment().put("TMPDIR", folder.toString());
        try {
            Process process = builder.start();
            Child child = new Child(name, process, output, errors);
            children.add(child);
            guard.watch(process);
            return child;
        } catch (IOException e) {
            throw new DemoFailed("cannot start " + name, e);
        }
    }

    /** Keeps the folder, for someone to look into the logs. */
    synchronized void keepFolder() {
        keep = true;
    }

    /** All that was ever started here. */
    synchronized List<Child> children() {
        return List.copyOf(children);
    }

    /** Asks all processes to stop, in parallel, and kills those that do not in time. The folder stays until the end. */
    synchronized void stopProcesses() {
        closed = true;
        children.forEach(Child::askToStop);
        long end = System.nanoTime() + STOP.toNanos();
        for (Child child : children) {
            if (!awaitEnd(child, Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                child.kill();
                awaitEnd(child, Duration.ofSeconds(5));
            }
        }
    }

    @Override
    public synchronized void close() {
        stopProcesses();
        if (!keep && Files.exists(folder)) {
            delete();
        }
        guard.close();
    }

    private static boolean awaitEnd(Child child, Duration atMost) {
        try {
            return child.awaitEnd(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("demo: " + folder + " could not be removed: " + e);
        }
    }
}
