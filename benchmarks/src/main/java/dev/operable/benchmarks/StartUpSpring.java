package dev.operable.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
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
 * What is added to a bare web application of Spring Boot by {@code ops-spring-starter}, and by Spring Cloud Consul with Actuator:
 * time from the start of the process until it answers and is registered, processor time until then, and memory then. Each a process
 * of its own with the class path that its user has, one after the other, again and again.
 */
final class StartUpSpring {
    private static final int RUNS = 11;
    private static final int PATIENCE_SECONDS = 60;

    private enum Peer {
        BARE,
        OPERABLE,
        CLOUD;

        /** What each needs for the same features: where Consul is, values of it, metrics that can be read, logs of JSON. */
        List<String> arguments(URI consul) {
            return this != CLOUD
                    ? List.of()
                    : List.of(
                            "--spring.config.import=optional:consul:",
                            "--spring.cloud.consul.host=" + consul.getHost(),
                            "--spring.cloud.consul.port=" + consul.getPort(),
                            "--spring.cloud.consul.discovery.ip-address=127.0.0.1",
                            "--spring.cloud.consul.discovery.prefer-ip-address=true",
                            "--management.endpoints.web.exposure.include=health,prometheus",
                            "--logging.structured.format.console=logstash");
        }

        boolean registers() {
            return this != BARE;
        }
    }

    private record Run(double milliseconds, double processor, double megabytes) {}

    private StartUpSpring() {}

    /** The address of Consul, then the class path of each peer, in the order above. */
    public static void main(String[] arguments) throws Exception {
        URI consul = URI.create(arguments[0]);
        Iterator<String> classPath =
                List.of(arguments).subList(1, arguments.length).iterator();
        Map<Peer, String> classPaths = new EnumMap<>(Peer.class);
        for (Peer peer : Peer.values()) {
            classPaths.put(peer, classPath.next());
        }
        Map<Peer, List<Run>> runs = new EnumMap<>(Peer.class);
        for (int i = 0; i < RUNS; i++) {
            for (Map.Entry<Peer, String> entry : classPaths.entrySet()) {
                Run run = run(entry.getKey(), consul, entry.getValue());
                runs.computeIfAbsent(entry.getKey(), unused -> new ArrayList<>())
                        .add(run);
            }
        }
        System.out.printf("%-10s %22s %22s %22s%n", "", "until registered", "processors", "memory");
        runs.forEach((peer, all) -> System.out.printf(
                Locale.ROOT,
                "%-10s %8.0f ms  (+%5.0f) %10.0f ms  (+%5.0f) %10.0f MB  (+%5.0f)%n",
                peer.name().toLowerCase(Locale.ROOT),
                median(all, Run::milliseconds),
                added(runs, peer, Run::milliseconds),
                median(all, Run::processor),
                added(runs, peer, Run::processor),
                median(all, Run::megabytes),
                added(runs, peer, Run::megabytes)));
        System.out.printf(
                Locale.ROOT,
                "Of what Spring Cloud Consul and Actuator add, Operable adds %.2f of the time, %.2f of the processors, %.2f of"
                        + " the memory: medians of %d.%n",
                share(runs, Run::milliseconds),
                share(runs, Run::processor),
                share(runs, Run::megabytes),
                RUNS);
    }

    /** A web application with one page; what is on the class path configures itself. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    public static class Application {
        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }

        @GetMapping("/")
        public String answer() {
            return "";
        }
    }

    private static Run run(Peer peer, URI consul, String classPath) throws Exception {
        int port = StartUp.freePort();
        String name = peer.name().toLowerCase(Locale.ROOT) + "-" + port;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-cp", classPath, Application.class.getName()));
        command.addAll(List.of("--server.port=" + port, "--server.address=127.0.0.1"));
        command.add("--spring.application.name=" + name);
        command.addAll(peer.arguments(consul));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().put("SERVICE_ENVIRONMENT", "production");
        process.environment().put("OPS_STOP_LINGER", "1ms");
        process.environment().put("CONSUL_HTTP_ADDR", consul.toString());
        long begin = System.nanoTime();
        Process started = process.start();
        try {
            await(started, URI.create("http://127.0.0.1:" + port + "/"), "");
            if (peer.registers()) {
                await(started, consul.resolve("/v1/agent/services"), name);
            }
            double milliseconds = (System.nanoTime() - begin) / 1e6;
            double processor = started.info().totalCpuDuration().orElseThrow().toMillis();
            Run run = new Run(milliseconds, processor, StartUp.residentMegabytes(started.pid()));
            started.destroy();
            started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return run;
        } finally {
            started.destroyForcibly().waitFor();
        }
    }

    /** Until the answer contains something. */
    private static void await(Process process, URI address, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection();
                if (connection.getResponseCode() < 300) {
                    try (InputStream body = connection.getInputStream()) {
                        if (new String(body.readAllBytes(), StandardCharsets.UTF_8).contains(text)) {
                            return;
                        }
                    }
                }
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("It ended with " + process.exitValue() + ".", notYet);
                }
            }
            if (process.waitFor(2, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("It ended with " + process.exitValue() + ".");
            }
        }
        throw new IllegalStateException(address + " did not say " + text + " in " + PATIENCE_SECONDS + " s.");
    }

    private static double share(Map<Peer, List<Run>> runs, ToDoubleFunction<Run> figure) {
        return added(runs, Peer.OPERABLE, figure) / added(runs, Peer.CLOUD, figure);
    }

    private static double added(Map<Peer, List<Run>> runs, Peer peer, ToDoubleFunction<Run> figure) {
        return median(runs.getOrDefault(peer, List.of()), figure)
                - median(runs.getOrDefault(Peer.BARE, List.of()), figure);
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
