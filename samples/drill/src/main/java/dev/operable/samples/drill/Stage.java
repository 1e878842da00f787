package dev.operable.samples.drill;

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

/** The processes of a drill, in a folder of their own: one Consul agent, and the instances of the service. For one thread. */
final class Stage implements AutoCloseable {
    private static final int INSTANCES = 3;
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    /** What a process needs of the environment that the drill was started in; the rest could change what is shown. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "JAVA_HOME");

    private final Path folder;
    private final ConsulProcess consul;
    private final Duration linger;
    private final List<TargetProcess> all = new ArrayList<>();
    private List<TargetProcess> running = new ArrayList<>();
    private int runs;

    private Stage(Path folder, ConsulProcess consul, Duration linger) {
        this.folder = folder;
        this.consul = consul;
        this.linger = linger;
    }

    /** @param linger how long an instance that stops serves on */
    static Stage open(Path consul, Duration linger) throws IOException {
        Path folder = Files.createTempDirectory("operable-drill-");
        return new Stage(folder, ConsulProcess.start(consul, folder), linger);
    }

    Path folder() {
        return folder;
    }

    /** Another one each time, whichever caller asks: the logs of the instances have the requests of all of them. */
    int nextRun() {
        return ++runs;
    }

    ConsulProcess consul() {
        return consul;
    }

    /** The instances that run, the oldest first. */
    List<TargetProcess> running() {
        return List.copyOf(running);
    }

    /** Who got most calls in the last second: one that gets none may die unnoticed whatever protects the calls. */
    TargetProcess busiest() {
        long since = System.currentTimeMillis() - 1000;
        return running.stream()
                .max(Comparator.comparingLong(target -> target.requests().stream()
                        .filter(request -> request.atMillis() >= since)
                        .count()))
                .orElseThrow();
    }

    /** All that there ever were. */
    List<TargetProcess> all() {
        return List.copyOf(all);
    }

    /** Starts those that are missing, side by side, and waits until Consul finds all of them. */
    void complete() throws IOException {
        running =
                new ArrayList<>(running.stream().filter(TargetProcess::isAlive).toList());
        List<TargetProcess> fresh = new ArrayList<>();
        while (running.size() + fresh.size() < INSTANCES) {
            fresh.add(start());
        }
        for (TargetProcess target : fresh) {
            ready(target);
        }
    }

    /** Puts a new instance into the place of an old one, as a deployment does: the old one stops when the new one is found. */
    void replace(TargetProcess old) throws IOException {
        ready(start());
        running.remove(old);
        old.askToStop();
        int status = old.awaitEnd(STOP).orElseThrow(() -> new DrillFailed(old.name() + " does not stop"));
        if (status != 0 && status != 143) {
            throw new DrillFailed(old.name() + " ended with status " + status);
        }
    }

    private void ready(TargetProcess target) {
        target.awaitListening(START);
        if (!Await.condition(START, () -> consul.finds(target))) {
            throw new DrillFailed("Consul does not find " + target.name());
        }
        running.add(target);
    }

    private TargetProcess start() throws IOException {
        String name = Target.NAME + "-" + (all.size() + 1);
        Path wireLog = folder.resolve(name + ".wire");
        Path output = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-D" + Target.WIRE_LOG + "=" + wireLog,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Target.class.getName())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment(name));
        TargetProcess target = new TargetProcess(name, builder.start(), output, wireLog);
        all.add(target);
        return target;
    }

    /** What a process of the drill is told, the caller included. */
    Map<String, String> environment(String instance) {
        return Map.of(
                "CONSUL_HTTP_ADDR",
                consul.address().getAuthority(),
                "SERVICE_ENVIRONMENT",
                "drill",
                "SERVICE_INSTANCE",
                instance,
                "OPS_ADVERTISE",
                "127.0.0.1",
                "OPS_STOP_LINGER",
                linger.toMillis() + "ms");
    }

    /** Ends every process. */
    @Override
    public void close() throws IOException {
        for (TargetProcess target : all) {
            target.kill();
        }
        for (TargetProcess target : all) {
            target.awaitEnd(STOP);
        }
        consul.close();
    }

    /** Removes the folder with the logs. */
    void forget() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
