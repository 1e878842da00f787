package dev.operable.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.operable.starter.Ops;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * From the start of a process until it is ready, by its answer over HTTP, what that takes of the processors, and the memory that it
 * then holds: a bare JDK HttpServer, the same server with Operable, whose answer is that of its readiness, and Spring Boot with
 * Actuator, one after the other, again and again.
 */
final class StartUp {
    private static final int RUNS = 11;

    private enum Peer {
        BARE,
        OPERABLE,
        SPRING_BOOT
    }

    private record Run(double milliseconds, double processor, double megabytes) {}

    private StartUp() {}

    /** Without arguments the comparison; with the name of a peer and a port that service. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2) {
            serve(Peer.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
            return;
        }
        Map<Peer, List<Run>> runs = new EnumMap<>(Peer.class);
        for (int i = 0; i < RUNS; i++) {
            for (Peer peer : Peer.values()) {
                runs.computeIfAbsent(peer, unused -> new ArrayList<>()).add(run(peer));
            }
        }
        runs.forEach((peer, all) -> System.out.printf(
                Locale.ROOT,
                "%-12s %5.0f ms until it is ready, %5.0f ms of processors, %4.0f MB (medians of %d)%n",
                peer.name().toLowerCase(Locale.ROOT),
                median(all.stream().mapToDouble(Run::milliseconds).toArray()),
                median(all.stream().mapToDouble(Run::processor).toArray()),
                median(all.stream().mapToDouble(Run::megabytes).toArray()),
                all.size()));
    }

    private static void serve(Peer peer, int port) throws IOException {
        switch (peer) {
            case BARE -> server(port).start();
            case OPERABLE -> {
                Ops ops = Ops.service("bench").start();
                HttpServer http = server(port);
                http.createContext("/self-check", ops.selfCheck());
                http.start();
                ops.listening(http.getAddress(), () -> http.stop(0));
            }
            case SPRING_BOOT -> SpringApplication.run(Boot.class, "--server.port=" + port);
        }
    }

    private static HttpServer server(int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        return http;
    }

    /** A service with health, metrics and graceful shutdown, as Spring Boot comes. */
    @SpringBootApplication
    @RestController
    public static class Boot {
        @GetMapping("/")
        public String answer() {
            return "";
        }
    }

    private static Run run(Peer peer) throws Exception {
        int port = freePort();
        ProcessBuilder process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartUp.class.getName(),
                        peer.name(),
                        Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().put("SERVICE_ENVIRONMENT", "production");
        long begin = System.nanoTime();
        Process started = process.start();
        try {
            String ready = peer == Peer.OPERABLE ? "/self-check/ready" : "/";
            awaitAnswer(URI.create("http://127.0.0.1:" + port + ready), started);
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            double processor = started.info().totalCpuDuration().orElseThrow().toMillis();
            return new Run(milliseconds, processor, residentMegabytes(started.pid()));
        } finally {
            started.destroyForcibly().waitFor();
        }
    }

    private static void awaitAnswer(URI address, Process process) throws Exception {
        while (true) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection();
                if (connection.getResponseCode() < 300) {
                    return;
                }
            } catch (IOException notYet) {
                if (process.waitFor(2, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("It ended with " + process.exitValue() + ".", notYet);
                }
            }
        }
    }

    private static double residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1000)
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
