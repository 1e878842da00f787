package dev.operable.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.operable.starter.Ops;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * From the start of a process until it is ready, by its answer over HTTP, what that takes of the processors, and the memory that it
 * then holds: a bare JDK HttpServer, the same server with Operable, whose answer is that of its readiness, and Spring Boot with
 * Actuator, each with the class path that its user has, without and with an archive of its classes, one after the other, again
 * and again.
 */
final class StartUp {
    private static final int RUNS = 11;
    private static final int PATIENCE_SECONDS = 60;

    private enum Peer {
        BARE(Bare.class, "/"),
        OPERABLE(Operable.class, "/self-check/ready"),
        SPRING_BOOT(Boot.class, "/");

        private final Class<?> main;
        private final String ready;

        Peer(Class<?> main, String ready) {
            this.main = main;
            this.ready = ready;
        }
    }

    private record Subject(Peer peer, String classPath, List<String> options, String label) {}

    private record Run(double milliseconds, double processor, double megabytes) {}

    private StartUp() {}

    /** The class path of each peer, in the order above. */
    public static void main(String[] classPaths) throws Exception {
        Path archives = Files.createTempDirectory("start-up");
        List<Subject> subjects = new ArrayList<>();
        Iterator<String> classPath = List.of(classPaths).iterator();
        for (Peer peer : Peer.values()) {
            String jars = classPath.next();
            String name = peer.name().toLowerCase(Locale.ROOT);
            Path archive = archives.resolve(name + ".jsa");
            Subject plain = new Subject(peer, jars, List.of(), name);
            // As a build would: started, asked once, and told to end.
            run(new Subject(peer, jars, List.of("-XX:ArchiveClassesAtExit=" + archive), name), true);
            if (!Files.exists(archive)) {
                throw new IllegalStateException("There is no archive of the classes of " + name + ".");
            }
            subjects.add(plain);
            subjects.add(new Subject(peer, jars, List.of("-XX:SharedArchiveFile=" + archive), name + ", archive"));
        }
        Map<Subject, List<Run>> runs = new LinkedHashMap<>();
        for (int i = 0; i < RUNS; i++) {
            for (Subject subject : subjects) {
                runs.computeIfAbsent(subject, unused -> new ArrayList<>()).add(run(subject, false));
            }
        }
        runs.forEach((subject, all) -> System.out.printf(
                Locale.ROOT,
                "%-20s %5.0f ms until it is ready (%5.0f), %5.0f ms of processors (%5.0f), %4.0f MB: medians (lowest)"
                        + " of %d%n",
                subject.label(),
                median(all, Run::milliseconds),
                lowest(all, Run::milliseconds),
                median(all, Run::processor),
                lowest(all, Run::processor),
                median(all, Run::megabytes),
                all.size()));
    }

    /** The JDK's server and nothing else. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] port) throws IOException {
            server(port[0]).start();
        }
    }

    /** A plain service with all that Operable gives it. */
    static final class Operable {
        private Operable() {}

        public static void main(String[] port) throws IOException {
            Ops ops = Ops.service("bench").start();
            HttpServer http = server(port[0]);
            http.createContext("/self-check", ops.selfCheck());
            http.start();
            ops.listening(http.getAddress(), () -> http.stop(0));
        }
    }

    /** A service with health, metrics and graceful shutdown, as Spring Boot comes. */
    @SpringBootConfiguration
    @EnableAutoConfiguration // and no scan, which would find the applications of the other benchmarks
    @RestController
    public static class Boot {
        public static void main(String[] port) {
            SpringApplication.run(Boot.class, "--server.port=" + port[0]);
        }

        @GetMapping("/")
        public String answer() {
            return "";
        }
    }

    private static HttpServer server(String port) throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        return http;
    }

    /** @param archiving whether the process has to end in its own time, for it writes its archive then */
    private static Run run(Subject subject, boolean archiving) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        command.addAll(subject.options());
        command.addAll(List.of("-cp", subject.classPath(), subject.peer().main.getName(), Integer.toString(port)));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(archiving ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT);
        process.environment().put("SERVICE_ENVIRONMENT", "production");
        process.environment().put("OPS_STOP_LINGER", "1ms");
        long begin = System.nanoTime();
        Process started = process.start();
        try {
            awaitAnswer(URI.create("http://127.0.0.1:" + port + subject.peer().ready), started);
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            double processor = started.info().totalCpuDuration().orElseThrow().toMillis();
            Run run = new Run(milliseconds, processor, residentMegabytes(started.pid()));
            if (archiving) {
                started.destroy();
                started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            return run;
        } finally {
            started.destroyForcibly().waitFor();
        }
    }

    /** By bare connections until it listens: what asks in vain takes its time from the processors that the process needs. */
    private static void awaitAnswer(URI address, Process process) throws Exception {
        InetSocketAddress server = new InetSocketAddress(address.getHost(), address.getPort());
        boolean listens = false;
        while (true) {
            try {
                if (!listens) {
                    new Socket(server.getAddress(), server.getPort()).close();
                    listens = true;
                }
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection();
                if (connection.getResponseCode() < 300) {
                    return;
                }
            } catch (ConnectException notYet) {
                if (listens) {
                    throw notYet;
                }
            }
            if (process.waitFor(2, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("It ended with " + process.exitValue() + ".");
            }
        }
    }

    static double residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1000)
                .findFirst()
                .orElseThrow();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = sorted(runs, figure);
        return sorted[sorted.length / 2];
    }

    private static double lowest(List<Run> runs, ToDoubleFunction<Run> figure) {
        return sorted(runs, figure)[0];
    }

    private static double[] sorted(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] values = runs.stream().mapToDouble(figure).toArray();
        Arrays.sort(values);
        return values;
    }
}
